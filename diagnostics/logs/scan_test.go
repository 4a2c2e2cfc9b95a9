package logs_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// started is the entry of a start of Bisq.
func started(version string) string {
	return "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: Version{VERSION=" + version + ", P2P_NETWORK_VERSION=1, TRADE_PROTOCOL_VERSION=4} \n"
}

// of is a file of a party; its Set is the path's folder.
func of(party diagnostics.Party, path, text string) logs.File {
	f := memory(path, []byte(text))
	f.Party, f.Set = party, filepath.Dir(path)
	return f
}

func scan(tb testing.TB, files ...logs.File) *logs.Result {
	tb.Helper()
	res, err := logs.Scan(context.Background(), files, logs.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return res
}

// coded are the findings with a code.
func coded(res *logs.Result, code string) []diagnostics.Finding {
	var out []diagnostics.Finding
	for _, f := range res.Findings {
		if f.Code == code {
			out = append(out, f)
		}
	}
	return out
}

// codes are the codes of all findings, sorted, each once.
func codes(res *logs.Result) []string {
	var out []string
	for _, f := range res.Findings {
		out = append(out, f.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func versions(res *logs.Result) string {
	var out []string
	for _, v := range res.Versions {
		out = append(out, v.Version)
	}
	return strings.Join(out, " ")
}

func TestVersionsOfOneHistory(t *testing.T) {
	tests := []struct {
		name     string
		starts   []string
		versions string
		steps    []string // titles of the downgrades
	}{
		{"same", []string{"1.9.9", "1.9.9"}, "1.9.9 1.9.9", nil},
		{"up", []string{"1.9.9", "1.9.10", "1.10.0", "2.0.0"}, "1.9.9 1.9.10 1.10.0 2.0.0", nil},
		{"down by number, not by letter", []string{"1.9.10", "1.9.9"}, "1.9.10 1.9.9", []string{"Seller went from 1.9.10 to 1.9.9"}},
		{"down in the second part", []string{"1.10.0", "1.9.19"}, "1.10.0 1.9.19", []string{"Seller went from 1.10.0 to 1.9.19"}},
		{"down in the first part", []string{"2.0.0", "1.99.99"}, "2.0.0 1.99.99", []string{"Seller went from 2.0.0 to 1.99.99"}},
		{"every step", []string{"1.9.17", "1.9.10", "1.9.12", "1.9.11"}, "1.9.17 1.9.10 1.9.12 1.9.11", []string{"Seller went from 1.9.17 to 1.9.10", "Seller went from 1.9.12 to 1.9.11"}},
		{"snapshot", []string{"1.9.10-SNAPSHOT", "1.9.10", "1.9.9-SNAPSHOT"}, "1.9.10-SNAPSHOT 1.9.10 1.9.9-SNAPSHOT", []string{"Seller went from 1.9.10 to 1.9.9-SNAPSHOT"}},
		{"what cannot be read is skipped", []string{"1.9.17", "1.9", "x.y.z", "", "1.9.17.1", "99999999999.0.0", "1.9.16"}, "1.9.17 1.9.16", []string{"Seller went from 1.9.17 to 1.9.16"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text string
			for _, v := range tt.starts {
				text += started(v) + "Okt.-07 09:06:36.000 [main] INFO  b.X: on it goes \n"
			}
			res := scan(t, of(diagnostics.Seller, "seller/bisq.log", text))
			if versions(res) != tt.versions {
				t.Errorf("versions %s, want %s", versions(res), tt.versions)
			}
			var titles []string
			for _, f := range coded(res, "log.version-downgrade") {
				if f.Severity != diagnostics.Problem || f.Advice == "" || len(f.Evidence) != 2 {
					t.Errorf("finding %+v", f)
				}
				titles = append(titles, f.Title)
			}
			if !slices.Equal(titles, tt.steps) {
				t.Errorf("downgrades %q, want %q", titles, tt.steps)
			}
		})
	}
}

func TestOnlyTheTradersOwnVersionCounts(t *testing.T) {
	const head = "Okt.-07 09:06:35.077 [main] INFO  "
	own := []string{
		head + "b.c.app.Version: Version{VERSION=1.2.3, P2P", head + "b.c.a.Version: Version{VERSION=1.2.3}",
		head + "i.b.c.a.Version: Version{VERSION=1.2.3, P2P", head + "bisq.common.app.Version: Version{VERSION=1.2.3, P2P",
		"\x1b[34m" + head + "bisq.common.app.Version: Version{VERSION=1.2.3, P2P", "> " + head + "b.c.app.Version: Version{VERSION=1.2.3, P2P",
	}
	for _, line := range own {
		if res := scan(t, memory("bisq.log", []byte(line+"\n"))); versions(res) != "1.2.3" {
			t.Errorf("%s: versions %q", line, versions(res))
		}
	}
	others := []string{
		head + "b.n.p.p.g.m.PreliminaryGetDataRequest: Sending. Requesters version=1.8.0",
		head + "org.bitcoinj.core.Peer: Got version=70015, subVer='/Satoshi:0.18.1/', services=0x1037",
		head + "org.bitcoinj.core.Peer: Announcing as: /bitcoinj:0.14.7.bisq.1-SNAPSHOT/Bisq:1.2.4/",
		head + "b.c.X: Version{VERSION=1.2.3, P2P", head + "b.c.app.Version: he wrote Version{VERSION=1.2.3, P2P",
		head + "b.c.app.Version: hi\nVersion{VERSION=1.2.3, P2P", head + "b.c.app.Version: Version{VERSION=1.2.3",
		head + "b.c.MyVersion: Version{VERSION=1.2.3, P2P",
		head + "b.c.X: hi\n> " + head + "b.c.app.Version: Version{VERSION=1.2.3, P2P",
		head + "b.c.X: Path to Bisq jar file: /home/alexis/desktop-1.1.7-all.jar",
	}
	for _, line := range others {
		res := scan(t, memory("bisq.log", []byte(line+"\n")))
		if len(res.Versions) != 0 || !slices.Contains(codes(res), "log.version-unknown") {
			t.Errorf("%s: versions %q, findings %v", line, versions(res), codes(res))
		}
	}
}

// A log pasted into a chat message looks like entries when Bisq dumps it. What may
// be the peer's words is no version, and that it may be is said.
func TestLogPastedIntoAChat(t *testing.T) {
	const open = "Okt.-07 09:06:36.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     tradeId='QWZTRD',\n     message='my log:\n"
	const closing = "',\n     attachments=[],\n     uid='x'\n} \n"
	const next = "Okt.-07 09:06:37.000 [x] INFO  b.X: goes on \n"
	at := func(clock, version string) string { return strings.Replace(started(version), "09:06:35", clock, 1) }
	tests := map[string]struct{ text, want, quoted string }{
		"whole":               {started("1.9.17") + open + started("1.2.3") + closing + at("09:16:00", "1.9.17"), "1.9.17 1.9.17", ""},
		"several lines":       {started("1.9.17") + open + started("1.2.3") + started("1.2.4") + closing, "1.9.17", ""},
		"never closed":        {started("1.9.17") + open + started("1.9.10"), "1.9.17", "1.9.10"},
		"cut off by a crash":  {started("1.9.17") + open + started("1.9.10") + open + "hi" + closing, "1.9.17", "1.9.10"},
		"closed in its entry": {started("1.9.17") + open + "hi" + closing + at("09:07:10", "1.9.10"), "1.9.17 1.9.10", ""},
		"closed too late":     {started("1.9.17") + open + started("1.9.10") + strings.Repeat("Okt.-07 09:06:36.000 [x] INFO  b.X: much later \n", 10_000) + closing, "1.9.17", "1.9.10"},
		"no dump":             {"Okt.-07 09:06:36.000 [x] INFO  b.X: Send ChatMessage to peer. message=hi\n" + started("1.9.10") + "Okt.-07 09:06:36.000 [x] INFO  b.X: attachments=[]\n", "1.9.10", ""},
		"another kind":        {"Okt.-07 09:06:36.000 [x] INFO  b.X: onFailure\n\tmessage=GetPeersRequest\n" + started("1.9.10"), "1.9.10", ""},
		"false end":           {started("1.9.17") + open + closing + at("09:16:00", "1.2.3") + "bye" + closing + next, "1.9.17", ""},
		"false end in the same entry, false beginning behind": {started("1.9.17") + open + closing + at("09:06:36", "1.2.3") + open + "bye" + closing + next, "1.9.17", "1.2.3"},
		"false time":                   {started("1.9.17") + open + closing + at("09:16:00", "1.2.3") + open + "bye" + closing + next, "1.9.17", "1.2.3"},
		"before the message":           {started("1.9.17") + open + "hi" + closing + started("1.2.3") + next, "1.9.17", "1.2.3"},
		"end of the message behind it": {started("1.9.17") + strings.TrimSuffix(at("09:16:00", "1.2.3"), "\n") + "', services=1 \n" + next, "1.9.17", "1.2.3"},
	}
	for name, tt := range tests {
		res := scan(t, memory("bisq.log", []byte(tt.text)))
		if got := versions(res); got != tt.want {
			t.Errorf("%s: versions %s, want %s", name, got, tt.want)
		}
		var quoted string
		for _, f := range coded(res, "log.version-unknown") {
			_, quoted, _ = strings.Cut(f.Title, "only look like it: ")
			if f.Severity != diagnostics.Warning || f.Variant != "quoted" {
				t.Errorf("%s: %+v", name, f)
			}
		}
		if quoted != tt.quoted || strings.Contains(tt.want, " 1.9.17") && len(coded(res, "log.version-downgrade")) != 0 {
			t.Errorf("%s: doubtful is %q, want %q", name, quoted, tt.quoted)
		}
	}
}

func TestDowngradeAcrossRotatedFiles(t *testing.T) {
	res := scan(t,
		of(diagnostics.Buyer, "buyer/bisq.log", started("1.9.10")),
		of(diagnostics.Buyer, "buyer/bisq_2.log", "\n\n"+started("1.9.17")),
		of(diagnostics.Buyer, "buyer/bisq_10.log", started("1.9.9")),
		of(diagnostics.Seller, "seller/bisq.log", started("1.9.3")),
	)
	if got := versions(res); got != "1.9.9 1.9.17 1.9.10 1.9.3" {
		t.Errorf("versions %s", got)
	}
	found := coded(res, "log.version-downgrade")
	if len(found) != 1 || found[0].Title != "Buyer went from 1.9.17 to 1.9.10" {
		t.Fatalf("got %+v", found)
	}
	want := []diagnostics.Evidence{
		{Path: "buyer/bisq_2.log", Line: 3, Excerpt: strings.TrimSpace(started("1.9.17"))},
		{Path: "buyer/bisq.log", Line: 1, Excerpt: strings.TrimSpace(started("1.9.10"))},
	}
	if !slices.Equal(found[0].Evidence, want) {
		t.Errorf("evidence %+v", found[0].Evidence)
	}
	for i, want := range []string{"buyer/bisq_10.log 0", "buyer/bisq_2.log 1", "buyer/bisq.log 2", "seller/bisq.log 0"} {
		if f := res.Files[i]; fmt.Sprint(f.Path, " ", f.Order) != want {
			t.Errorf("file %d is %s %d, want %s", i, f.Path, f.Order, want)
		}
	}
}

func TestHistories(t *testing.T) {
	const buyer, seller, unknown = diagnostics.Buyer, diagnostics.Seller, diagnostics.Unknown
	type file struct {
		party         diagnostics.Party
		path, version string
	}
	tests := []struct {
		name  string
		files []file
		want  []string // codes
	}{
		{"later files in another folder", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "b/bisq_1.log", "1.9.17"}}, []string{"log.version-downgrade"}},
		{"two whole sets", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "b/bisq.log", "1.9.17"}}, []string{"log.order-unknown"}},
		{"two sets, one version", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "b/bisq.log", "1.9.10"}}, nil},
		{"unknown name among others", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "a/my-log.txt", "1.9.17"}}, []string{"log.order-unknown"}},
		{"unknown name in another folder", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "b/my-log.txt", "1.9.17"}}, []string{"log.order-unknown"}},
		{"unknown name alone", []file{{seller, "a/my-log.txt", "1.9.10"}}, nil},
		{"the same number twice", []file{{seller, "a/bisq.log", "1.9.10"}, {seller, "a/bisq (2).log", "1.9.17"}, {seller, "a/bisq_1.log", "1.9.10"}}, []string{"log.order-unknown"}},
		{"two parties", []file{{buyer, "a/bisq_1.log", "1.9.17"}, {seller, "a/bisq.log", "1.9.10"}}, nil},
		{"no party, one folder", []file{{"", "a/bisq_1.log", "1.9.17"}, {"", "a/bisq.log", "1.9.10"}}, []string{"log.version-downgrade"}},
		{"no party, two folders", []file{{"", "a/bisq_1.log", "1.9.17"}, {"", "b/bisq.log", "1.9.10"}}, []string{"log.order-unknown"}},
		{"unknown party, two folders", []file{{unknown, "a/bisq_1.log", "1.9.17"}, {unknown, "b/bisq.log", "1.9.10"}}, []string{"log.order-unknown"}},
		{"one does not fit, the others do", []file{{seller, "a/bisq_2.log", "1.9.17"}, {seller, "b/bisq_1.log", "1.9.10"}, {seller, "c/bisq_1.log", "1.9.10"}}, []string{"log.order-unknown"}},
		{"a gap", []file{{seller, "a/bisq_2.log", "1.9.10"}, {seller, "a/bisq_5.log", "1.9.10"}}, []string{"log.rotation-gap"}},
		{"no version", []file{{seller, "a/bisq.log", ""}}, []string{"log.version-unknown"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var files []logs.File
			for _, f := range tt.files {
				text := "Okt.-07 09:06:36.000 [main] INFO  b.X: hi \n"
				if f.version != "" {
					text += started(f.version)
				}
				files = append(files, of(f.party, f.path, text))
			}
			res := scan(t, files...)
			if got := codes(res); !slices.Equal(got, tt.want) {
				t.Errorf("findings %v, want %v: %+v", got, tt.want, res.Findings)
			}
		})
	}
}

func TestOrderUnknownSaysWhy(t *testing.T) {
	res := scan(t,
		of(diagnostics.Seller, "seller/a/bisq.log", started("1.9.10")),
		of(diagnostics.Seller, "seller/b/bisq.log", started("1.9.17")))
	f := coded(res, "log.order-unknown")
	if len(f) != 1 || f[0].Severity != diagnostics.Warning || len(f[0].Evidence) != 2 ||
		!strings.Contains(f[0].Title, "seller/a/bisq.log and seller/b/bisq.log have the same place") ||
		!strings.Contains(f[0].Title, "1.9.10, 1.9.17") {
		t.Errorf("got %+v", f)
	}
	res = scan(t, of("", "a/bisq.log", started("1.9.10")), of("", "b/bisq.log", started("1.9.17")))
	if f := coded(res, "log.order-unknown"); len(f) != 1 || f[0].Severity != diagnostics.Info {
		t.Errorf("without a party: %+v", f)
	}
}

func TestGapNamesTheMissingFiles(t *testing.T) {
	res := scan(t, of(diagnostics.Seller, "a/bisq_5.log", started("1.9.10")), of(diagnostics.Seller, "a/bisq_2.log", started("1.9.10")), of(diagnostics.Seller, "a/bisq_1.log", started("1.9.10")))
	f := coded(res, "log.rotation-gap")
	if len(f) != 1 || f[0].Title != "bisq_4.log, bisq_3.log are missing between the logs of the seller" {
		t.Errorf("got %+v", f)
	}
}

func TestDowngradeRefused(t *testing.T) {
	text := "Nov-21 10:00:01.000 [main] ERROR b.c.a.BisqSetup: Downgrade from version 1.5.0 to version 1.4.2 is not supported \n" +
		"Nov-21 10:00:01.000 [main] INFO  b.d.Popup: shown:\nDowngrade from version 1.5.0 to version 1.4.2 is not supported. Please use the latest Bisq version. \n" +
		"Nov-21 10:00:01.000 [main] WARN  b.X: Downgrade from version 1.6.0 to version 1.4.2 is not supported \n" +
		"Nov-21 10:00:01.000 [main] WARN  b.X: Downgrade from version that is not supported to version x \n"
	res := scan(t, of(diagnostics.Seller, "bisq.log", text))
	f := coded(res, "log.downgrade-refused")
	if len(f) != 2 || f[0].Severity != diagnostics.Warning || f[0].Title != "Bisq refused to start 1.4.2 after 1.5.0, 2 times" {
		t.Fatalf("got %+v", f)
	}
	if e := f[0].Evidence; len(e) != 2 || e[0].Line != 1 || e[1].Line != 3 || !strings.HasPrefix(e[1].Excerpt, "Downgrade from version 1.5.0") {
		t.Errorf("evidence %+v", e)
	}
	many := scan(t, of(diagnostics.Seller, "bisq.log", strings.Repeat(text, 100)))
	if f := coded(many, "log.downgrade-refused"); len(f) != 2 || len(f[0].Evidence) != 20 || !strings.Contains(f[0].Title, "200 times") {
		t.Errorf("%d findings, %d places", len(f), len(f[0].Evidence))
	}
}

func TestErrors(t *testing.T) {
	text := "Okt.-07 09:00:00.000 [main] INFO  b.A: one \nOkt.-07 09:00:00.000 [main] INFO  b.A: two\n two and a half \nOkt.-07 09:00:00.000 [main] INFO  b.A: three \n" +
		"Okt.-07 09:00:01.000 [main] ERROR b.c.t.X: failed for QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 after 5 ms\n\tat bisq.X(X.java:7) \n" +
		"Okt.-07 09:00:02.000 [main] INFO  b.A: four \nOkt.-07 09:00:02.000 [main] INFO  b.A: five\r\n five and a half \nOkt.-07 09:00:02.000 [main] INFO  b.A: six \n" +
		"Okt.-07 09:00:03.000 [main] ERROR b.c.t.X: failed for ABCDE-24547c67-571c-4cdd-b3fe-a6cdaf528981-150 after 17 ms\n\tat bisq.X(X.java:9) \n" +
		"Okt.-07 09:00:03.000 [main] ERROR b.c.t.Y: another \n"
	res := scan(t, of(diagnostics.Seller, "a/bisq_1.log", text), of(diagnostics.Seller, "a/bisq.log", text))
	f := coded(res, "log.error")
	if len(f) != 2 {
		t.Fatalf("got %+v", f)
	}
	if f[0].Severity != diagnostics.Info || f[0].Advice == "" || f[0].Title != "Error logged 4 times: X: failed for … after … ms" {
		t.Errorf("title %q", f[0].Title)
	}
	want := diagnostics.Evidence{Path: "a/bisq_1.log", Line: 5, Excerpt: "Okt.-07 09:00:00.000 [main] INFO  b.A: two\n two and a half\nOkt.-07 09:00:00.000 [main] INFO  b.A: three\n" +
		"Okt.-07 09:00:01.000 [main] ERROR b.c.t.X: failed for QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 after 5 ms\n\tat bisq.X(X.java:7)\n" +
		"Okt.-07 09:00:02.000 [main] INFO  b.A: four\nOkt.-07 09:00:02.000 [main] INFO  b.A: five\n five and a half"}
	if len(f[0].Evidence) != 1 || f[0].Evidence[0] != want {
		t.Errorf("evidence %+v", f[0].Evidence)
	}
}

func TestErrorKindsAreBounded(t *testing.T) {
	var text strings.Builder
	for i := range 30 {
		for j := range 10 {
			fmt.Fprintf(&text, "Okt.-07 09:00:00.000 [main] ERROR b.X: %c and %c failed %d\n\xff\x00%s\n", 'A'+i, 'A'+j, i, strings.Repeat("é\x1b x ", 4000))
		}
	}
	res := scan(t, memory("bisq_1.log", []byte(text.String())), memory("bisq.log", []byte("Okt.-07 09:00:00.000 [main] ERROR b.X: new \n"+text.String())))
	f := coded(res, "log.error")
	if len(f) != 201 || f[200].Title != "There are 101 more kinds of errors in the logs" {
		t.Fatalf("%d findings, the last %q", len(f), f[len(f)-1].Title)
	}
	for _, f := range f[:200] {
		x := f.Evidence[0].Excerpt
		if len(x) > 8<<10 || !utf8.ValidString(x) || strings.ContainsAny(x, "\x00\x1b") {
			t.Fatalf("excerpt of %d bytes: %.100q", len(x), x)
		}
		if !strings.Contains(f.Title, "2 times") {
			t.Fatalf("title %q", f.Title)
		}
	}
}

func TestTransactions(t *testing.T) {
	id := func(c string) string { return strings.Repeat(c, 64/len(c)) }
	const at = "Okt.-07 09:00:00.000 [x] INFO  "
	text := at + "b.c.b.w.WalletService: \nmakerCreatesDepositTx:\nTransaction{" + id("a") + ", wtxid " + id("0") + "\n   in   <empty>\n        P2WPKH addr:bc1q  outpoint:" + id("b") + ":1\n" +
		"   out  PUSHDATA(32)[" + id("1") + "] (0020" + id("2") + ")\n} \n" +
		at + "b.c.p.m.MempoolRequest: Received mempoolData of [{\"txid\":\"" + id("c") + "\",\"vin\":[{\"txid\":\"" + id("d") + "\",\"vout\":0}],\"block_hash\":\"" + id("3") + "\"}] from provider \n" +
		at + "i.b.c.b.w.Broadcaster: Broadcast of tx " + id("e") + " not completed after 8 sec. \n" +
		at + "b.c.b.w.TxBroadcaster: Txid: " + strings.ToUpper(id("f")) + " hex: 0100 \n" +
		at + "o.b.c.TransactionBroadcast: broadcastTransaction: TYPE:  TX " + id("ab") + " seen by 0 peers \n" +
		at + "b.c.t.Trade: depositTxId=" + id("9") + ", payoutTxId='" + id("8") + "' \n" +
		at + "b.c.t.Trade: \"offerFeePaymentTxId\": \"" + id("7") + "\", tx with id " + id("6") + " \n" +
		at + "o.b.w.Wallet: commitTx of " + id("5") + " \n" +
		at + "o.b.w.Wallet: again, depositTxId=" + id("9") + " \n" +
		at + "b.X: DeterministicKey{pub HEX=02" + id("4") + ", priv HEX=" + id("4") + "} hash=" + id("4") + " counterCurrencyTxId=" + id("4") + " \n" +
		at + "b.c.t.t.x.XmrTxProofRequest: Param /api/outputs?txhash=" + id("4") + "&viewkey=" + id("4") + " tx " + id("4") + " \n" +
		at + "b.X: depositTx is " + id("4")[:63] + " tx " + id("4") + "4 tx x" + id("4") + " \n"
	want := []logs.Transaction{
		{TxID: id("a"), Line: 3, Label: "makerCreatesDepositTx"},
		{TxID: id("b"), Line: 5, Label: "outpoint"},
		{TxID: id("c"), Line: 8, Label: "mempool"},
		{TxID: id("d"), Line: 8, Label: "mempool input"},
		{TxID: id("e"), Line: 9, Label: "broadcast"},
		{TxID: id("f"), Line: 10, Label: "broadcast"},
		{TxID: id("ab"), Line: 11, Label: "broadcast"},
		{TxID: id("9"), Line: 12, Label: "depositTxId"},
		{TxID: id("8"), Line: 12, Label: "payoutTxId"},
		{TxID: id("7"), Line: 13, Label: "offerFeePaymentTxId"},
		{TxID: id("6"), Line: 13, Label: ""},
		{TxID: id("5"), Line: 14, Label: "commitTx"},
	}
	for i := range want {
		want[i].Path = "bisq.log"
	}
	if got := scan(t, memory("bisq.log", []byte(text))).Transactions; !slices.Equal(got, want) {
		t.Errorf("got:")
		for _, tx := range got {
			t.Errorf("  %+v", tx)
		}
	}
}

func TestOldDumps(t *testing.T) {
	a, b := strings.Repeat("a", 64), strings.Repeat("b", 64)
	text := "Okt.-07 09:00:00.000 [x] INFO  b.W: \nUnsigned delayedPayoutTx ToDonationAddress:\n  " + a + "\n  in   x\nblocks:\n  " + b + "\n"
	got := scan(t, memory("bisq.log", []byte(text))).Transactions
	if len(got) != 1 || got[0].TxID != a || got[0].Label != "Unsigned delayedPayoutTx ToDonationAddress" || got[0].Line != 3 {
		t.Errorf("got %+v", got)
	}
}

func TestTradeIDs(t *testing.T) {
	const one, two = "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917", "9473938-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8d-150"
	text := "Okt.-07 09:00:00.000 [x] INFO  b.W: tradeId=" + one + ", offer '" + two + "' (" + one + ") uid=9c28659a-163e-408d-a7c3-be28c8f2d666 \n" +
		"id=QWZTRD-14547C67-571C-4CDD-B3FE-A6CDAF528981-1917, not ours: QWZT-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917x QWZTRDQWZ-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981\n"
	got := scan(t, memory("bisq.log", []byte(text))).TradeIDs
	if want := []logs.TradeIDCount{{one, 3}, {two, 1}}; !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Nothing is missed behind the part of an entry that is held.
func TestMentionsInLongEntries(t *testing.T) {
	tx := strings.Repeat("ab", 32)
	filler := strings.Repeat("0123456789, ", 20_000)
	for _, sep := range []string{" ", "\n"} {
		text := "Okt.-07 09:00:00.000 [x] INFO  b.W: " + filler + sep + "depositTxId=" + tx + " QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917" +
			sep + "Downgrade from version 1.5.0 to version 1.4.2 is not supported" + sep + filler + "\n"
		res := scan(t, memory("bisq.log", []byte(text)))
		if len(res.Transactions) != 1 || len(res.TradeIDs) != 1 || len(coded(res, "log.downgrade-refused")) != 1 {
			t.Errorf("separated by %q: %+v %+v %v", sep, res.Transactions, res.TradeIDs, codes(res))
		}
		before, _, _ := strings.Cut(text, "depositTxId")
		if want := int64(strings.Count(before, "\n") + 1); res.Transactions[0].Line != want {
			t.Errorf("in line %d, want %d", res.Transactions[0].Line, want)
		}
	}
}

func TestUnreadableFilesDoNotStopTheRest(t *testing.T) {
	broken := of(diagnostics.Seller, "seller/bisq_1.log", "")
	broken.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(started("1.9.17")), iotest.ErrReader(io.ErrUnexpectedEOF))), nil
	}
	gone := of(diagnostics.Seller, "seller/bisq_2.log", "")
	gone.Open = func() (io.ReadCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: "/home/alexis/private", Err: fs.ErrPermission}
	}
	hinted := of(diagnostics.Seller, "seller/bisq_3.log", "")
	hinted.Open = func() (io.ReadCloser, error) {
		return nil, diagnostics.WithHint(errors.New("stored badly"), "add it again")
	}
	res := scan(t, broken, gone, hinted, of(diagnostics.Seller, "seller/bisq.log", started("1.9.10")))
	f := coded(res, "log.unreadable")
	if len(f) != 3 || f[0].Severity != diagnostics.Warning {
		t.Fatalf("got %+v", f)
	}
	for i, want := range []string{"seller/bisq_3.log could not be read to its end: stored badly", "seller/bisq_2.log could not be read to its end: permission denied", "seller/bisq_1.log could not be read to its end: unexpected EOF"} {
		if f[i].Title != want {
			t.Errorf("title %q, want %q", f[i].Title, want)
		}
	}
	if f[0].Advice != "add it again" {
		t.Errorf("advice %q", f[0].Advice)
	}
	if len(coded(res, "log.version-downgrade")) != 1 || len(coded(res, "log.not-bisq")) != 0 {
		t.Errorf("findings %v", codes(res))
	}
}

func TestNotBisq(t *testing.T) {
	res := scan(t, of(diagnostics.Seller, "seller/notes.txt", "hello\n"), of(diagnostics.Seller, "seller/bisq.log", started("1.9.10")), of(diagnostics.Seller, "seller/bisq (1).log", ""))
	if got := codes(res); !slices.Equal(got, []string{"log.not-bisq"}) || len(res.Findings) != 2 {
		t.Errorf("findings %+v", res.Findings)
	}
	if len(res.Files) != 3 {
		t.Errorf("files %+v", res.Files)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	f := memory("bisq.log", nil)
	f.Open = func() (io.ReadCloser, error) { return io.NopCloser(&endless{1 << 40}), nil }
	_, err := logs.Scan(ctx, []logs.File{f}, logs.Options{Progress: func(int64) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestProgressAndSummary(t *testing.T) {
	text := generated(t, logstest.Alexis(), 0, 300_000)
	var sum atomic.Int64
	res, err := logs.Scan(context.Background(), []logs.File{memory("x/bisq_3.log", text)}, logs.Options{Progress: func(n int64) { sum.Add(n) }})
	if err != nil {
		t.Fatal(err)
	}
	f := res.Files[0]
	lines := strings.Count(string(text), "\n")
	if sum.Load() != int64(len(text)) || f.Bytes != int64(len(text)) || f.Lines != int64(lines) || f.Rotation != 3 || f.Entries < 500 {
		t.Errorf("%d bytes of %d, %+v", sum.Load(), len(text), f)
	}
	if f.First != "Dec-20 00:00:00.000" || !strings.HasPrefix(f.Last, "Dec-2") {
		t.Errorf("from %s to %s", f.First, f.Last)
	}
}

func TestEmptyResultHasNoNulls(t *testing.T) {
	b, err := json.Marshal(scan(t))
	if err != nil || strings.Contains(string(b), "null") {
		t.Errorf("%s %v", b, err)
	}
}

// The result must not depend on the order of the files or the workers' luck.
func TestSameFilesSameResult(t *testing.T) {
	var files []logs.File
	for i, tr := range []logstest.Trader{logstest.Alexis(), logstest.Ana()} {
		party := diagnostics.Parties()[i]
		for n := range 5 {
			path := fmt.Sprintf("%s/%s", party, logstest.FileName(n))
			files = append(files, of(party, path, string(generated(t, tr, n, 100_000))))
		}
	}
	want := scan(t, files...)
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		got, err := logs.Scan(context.Background(), files, logs.Options{Workers: int(seed) + 1})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: another result, %v", seed, err)
		}
	}
}

func TestGeneratedSet(t *testing.T) {
	dir := t.TempDir()
	if err := logstest.Ana().WriteSet(dir, 4, 80_000); err != nil {
		t.Fatal(err)
	}
	var files []logs.File
	for n := range 4 {
		name := logstest.FileName(n)
		files = append(files, logs.File{
			Path: name, Party: diagnostics.Seller, Rotation: n,
			Open: func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, name)) },
		})
	}
	res := scan(t, files...)
	if versions(res) != "1.9.9 1.9.17 1.9.10" || len(coded(res, "log.version-downgrade")) != 1 {
		t.Errorf("versions %s, findings %v", versions(res), codes(res))
	}
	for _, v := range res.Versions {
		if !strings.HasPrefix(v.Time, "2023-12-") || !strings.HasPrefix(v.At, "Dez.-") {
			t.Errorf("%+v", v)
		}
	}
	if len(res.TradeIDs) < 10 || len(res.Transactions) < 10 || len(coded(res, "log.error")) < 3 {
		t.Errorf("%d trades, %d transactions, %d errors", len(res.TradeIDs), len(res.Transactions), len(coded(res, "log.error")))
	}
}

func TestLongLineThroughScan(t *testing.T) {
	f := memory("bisq.log", nil)
	f.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(started("1.9.17")), &endless{50 << 20}, strings.NewReader("\n"+started("1.9.10")))), nil
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	res := scan(t, f)
	runtime.ReadMemStats(&after)
	if len(coded(res, "log.version-downgrade")) != 1 || res.Files[0].Lines != 3 {
		t.Errorf("%+v", res)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes were allocated in all", used)
	}
}
