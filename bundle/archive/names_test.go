package archive

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSafeName(t *testing.T) {
	for _, tc := range []struct{ raw, clean string }{
		{"bisq.log", "bisq.log"},
		{"./Bisq//bisq_1.log", "Bisq/bisq_1.log"},
		{`Bisq\bisq_1.log`, "Bisq/bisq_1.log"},
		{"a/.../b", ""},
		{"Bisq/", "Bisq"},
		{"10:30 shot.png", "10:30 shot.png"},
		{".hidden", ".hidden"},
		{"CONTROL.log", "CONTROL.log"},
		{"comment.txt", "comment.txt"},
		{"COM10.log", "COM10.log"},
		{"Ana Belén/bisq.log", "Ana Belén/bisq.log"},
		{"Ana Bel\x82n/bisq.log", "Ana Belén/bisq.log"},         // DOS
		{"Jo\xe3o/informa\xe7\xe3o.log", "João/informação.log"}, // Latin-1
		{"\xc8\xd5\xd6\xbe/bisq.log", "日志/bisq.log"},            // GBK
	} {
		clean, why := safeName(tc.raw, 1024)
		if tc.clean == "" {
			if why == "" {
				t.Errorf("%q is safe", tc.raw)
			}
			continue
		}
		if clean != tc.clean || why != "" {
			t.Errorf("%q: %q %q, want %q", tc.raw, clean, why, tc.clean)
		}
	}
	for _, h := range hostileNames {
		if _, why := safeName(h.name, 1024); why != h.why {
			t.Errorf("%q: %q, want %q", h.name, why, h.why)
		}
	}
}

// device is Windows' list once more, written another way.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|conin\$|conout\$|clock\$|(com|lpt)[0-9¹²³]) *([.:]|$)`)

func FuzzNames(f *testing.F) {
	for _, h := range hostileNames {
		f.Add(h.name)
	}
	for _, s := range []string{"bisq.log", "", ".", "a/./b", "\xff\xfe", "\xb0\xa1\xb0\xa1", "a\x00b", "nul .txt", "x/COM¹", "C:", "..", "a/ b", "a\u2066b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		clean, why := safeName(raw, 1024)
		if !utf8.ValidString(clean) {
			t.Fatalf("%q is not UTF-8", clean)
		}
		if why != "" || clean == "" {
			return
		}
		if !filepath.IsLocal(clean) || strings.Contains(clean, `\`) || len(clean) > 1024 || filepath.ToSlash(filepath.Clean(clean)) != clean {
			t.Fatalf("%q gives %q", raw, clean)
		}
		for part := range strings.SplitSeq(clean, "/") {
			if device.MatchString(part) || strings.TrimRight(part, ". ") != part || len(part) > 255 {
				t.Fatalf("%q gives the part %q", raw, part)
			}
		}
		if again, why := safeName(clean, 1024); again != clean || why != "" {
			t.Fatalf("%q becomes %q (%s) the second time", clean, again, why)
		}
	})
}
