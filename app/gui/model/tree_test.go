package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tradecase/bundle"
	"tradecase/diagnostics/redact"
)

func TestTree(t *testing.T) {
	x := bundle.Export{Files: []bundle.ExportedFile{
		{Path: "QWZTRD/buyer/a/bisq.log", OutBytes: 1000, Redactions: redact.Counts{redact.IP: 1}},
		{Path: "QWZTRD/buyer/chat.txt", OutBytes: 2000, Redactions: redact.Counts{redact.IP: 2, redact.Email: 1}},
		{Path: "QWZTRD/contract.json", OutBytes: 10},
		{Path: "QWZTRD/seller/bisq.log", OutBytes: 5, Redactions: redact.Counts{redact.User: 3}},
	}}
	var got []string
	for _, b := range Tree(x, "QWZTRD") {
		line := strings.Repeat(".", b.Depth) + b.Name + " " + fill(t, b.Size)
		for _, h := range b.Hidden {
			line += fmt.Sprintf(" %s=%v", h.Key, h.Data["Count"])
		}
		if b.File != "" {
			line += " " + b.File
		}
		got = append(got, line)
	}
	want := []string{
		"buyer/ 3.0 kB class.ip=3 class.email=1",
		".a/ 1.0 kB class.ip=1",
		"..bisq.log 1.0 kB class.ip=1 QWZTRD/buyer/a/bisq.log",
		".chat.txt 2.0 kB class.ip=2 class.email=1 QWZTRD/buyer/chat.txt",
		"contract.json 10 bytes QWZTRD/contract.json",
		"seller/ 5 bytes class.user=3",
		".bisq.log 5 bytes class.user=3 QWZTRD/seller/bisq.log",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if top := Tree(bundle.Export{Files: []bundle.ExportedFile{{Path: "bisq.log"}}}, ""); len(top) != 1 || top[0].Depth != 0 || top[0].Name != "bisq.log" {
		t.Errorf("without a top folder: %+v", top)
	}
}

func TestClean(t *testing.T) {
	long := strings.Repeat("x", previewColumn)
	for in, want := range map[string]string{
		"a\r\nb\tc\n":                  "a\nb c\n",
		"\x1b[31mred\x07":              "�[31mred�",
		"abc\u202Egnp.exe":             "abc�gnp.exe",
		"zero\u200Bwidth\uFEFF":        "zero�width�",
		"line\u2028para\u2029":         "line�para�",
		"Straße, João, 東京, \u05d0":     "Straße, João, 東京, \u05d0",
		long + "yz\n" + long + "\nend": long + "…\n" + long + "\nend",
		"carriage\rreturn":             "carriage�return",
		"":                             "",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%.40q: got %.60q, want %.60q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x00\u202eb\r\n")
	f.Add(strings.Repeat("é", previewColumn+3))
	f.Fuzz(func(t *testing.T, in string) {
		out := Clean(in)
		for line := range strings.SplitSeq(out, "\n") {
			if n := len([]rune(line)); n > previewColumn+1 {
				t.Fatalf("a line has %d characters", n)
			}
			if i := strings.IndexFunc(line, unseen); i >= 0 {
				t.Fatalf("%q is left", line[i:])
			}
		}
	})
}

func TestOwnWords(t *testing.T) {
	for in, want := range map[string][]string{
		"": nil, " , ,": nil, "Ana Belén": {"Ana Belén"}, " nick , Straße 1,": {"nick", "Straße 1"},
	} {
		if got := OwnWords(in); !slices.Equal(got, want) {
			t.Errorf("%q: %q", in, got)
		}
	}
}
