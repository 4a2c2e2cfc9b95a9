package logs_test

import (
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// on is an entry with a stamp; text begins with the logger.
func on(stamp, text string) string { return stamp + " [main] INFO  " + text + " \n" }

func startedOn(stamp string) string {
	return on(stamp, "b.c.app.Version: Version{VERSION=1.9.17, P2P_NETWORK_VERSION=1}")
}

func peerSaid(stamp, date string) string {
	return on(stamp, "org.bitcoinj.core.Peer: [x]:8333: Got version=70015, subVer='/Satoshi:0.18.1/', services=0x1037, time="+date+" 09:24:18, blocks=608391")
}

func blocksToGo(stamp, left, date string) string {
	return on(stamp, "o.b.c.l.DownloadProgressTracker: Chain download 99% done with "+left+" blocks to go, block date "+date+"T15:58:18Z")
}

func TestTimes(t *testing.T) {
	const hi = "b.X: hi"
	tests := []struct {
		name, text string
		want       string // times of all starts, - for none
	}{
		{"no clue", startedOn("Okt.-07 09:06:35.077"), "-"},
		{"a peer's clock, later", startedOn("Dec-16 09:24:15.001") + peerSaid("Dec-16 09:24:15.981", "2019-12-16"), "2019-12-16T09:24:15.001Z"},
		{"a peer's clock, earlier", peerSaid("Dec-16 09:24:15.981", "2019-12-16") + startedOn("Dec-18 01:02:03.004"), "2019-12-18T01:02:03.004Z"},
		{"a peer one day ahead over New Year", startedOn("Dec-31 23:59:00.000") + peerSaid("Dec-31 23:59:30.000", "2020-01-01"), "2019-12-31T23:59:00.000Z"},
		{"a peer one day behind over New Year", startedOn("Jan-01 00:01:00.000") + peerSaid("Jan-01 00:01:30.000", "2019-12-31"), "2020-01-01T00:01:00.000Z"},
		{"a peer's clock that is wrong", startedOn("Dec-16 09:24:15.001") + peerSaid("Dec-16 09:24:15.981", "2019-12-19"), "-"},
		{"another's words", startedOn("Dec-16 09:24:15.001") + on("Dec-16 09:24:15.981", "b.c.X: Got version=1 time=2019-12-16 09:24:18"), "-"},
		{"the newest block", startedOn("Jan-19 09:24:15.001") + blocksToGo("Jan-19 12:00:00.000", "3", "2022-01-19"), "2022-01-19T09:24:15.001Z"},
		{"an old block", startedOn("Jan-19 09:24:15.001") + blocksToGo("Jan-19 12:00:00.000", "40000", "2022-01-19"), "-"},
		{"a block without a count", startedOn("Jan-19 09:24:15.001") + on("Jan-19 12:00:00.000", "b.X: block date 2022-01-19T15:58:18Z"), "2022-01-19T09:24:15.001Z"},
		{
			"carried over New Year, both ways",
			startedOn("Nov-01 00:00:00.000") + on("Dec-30 00:00:00.000", hi) + peerSaid("Jan-02 00:00:00.000", "2022-01-02") + startedOn("Feb-01 00:00:00.000") + on("Dec-31 00:00:00.000", hi) + startedOn("Jan-01 00:00:00.000"),
			"2021-11-01T00:00:00.000Z 2022-02-01T00:00:00.000Z 2023-01-01T00:00:00.000Z",
		},
		{
			"a clock set back by a day",
			peerSaid("Mar-10 00:00:00.000", "2022-03-10") + on("Mar-09 00:00:00.000", hi) + startedOn("Mar-11 00:00:00.000"),
			"2022-03-11T00:00:00.000Z",
		},
		{
			"a clock set back over New Year",
			peerSaid("Jan-01 00:00:00.000", "2022-01-01") + startedOn("Dec-31 00:00:00.000") + startedOn("Jan-01 00:00:00.000"),
			"2021-12-31T00:00:00.000Z 2022-01-01T00:00:00.000Z",
		},
		{
			"clues that disagree say nothing about what lies between",
			startedOn("Mar-01 00:00:00.000") + peerSaid("Mar-10 00:00:00.000", "2020-03-10") + startedOn("Mar-11 00:00:00.000") + peerSaid("Mar-12 00:00:00.000", "2022-03-12") + startedOn("Mar-13 00:00:00.000"),
			"2020-03-01T00:00:00.000Z - 2022-03-13T00:00:00.000Z",
		},
		{"a month of an unknown language", peerSaid("Tammi-16 09:24:15.981", "2019-01-16") + startedOn("Tammi-16 10:00:00.000"), "-"},
		{"a month with two meanings", peerSaid("maj-16 09:24:15.981", "2019-05-16") + startedOn("lip-16 10:00:00.000"), "-"},
		{"a month with two meanings, made sure of", startedOn("lip-16 10:00:00.000") + peerSaid("lip-16 09:24:15.981", "2019-07-16"), "2019-07-16T10:00:00.000Z"},
		{"a day that the year does not have", peerSaid("Feb-28 09:24:15.981", "2019-02-28") + startedOn("Feb-29 10:00:00.000"), "-"},
		{"a day that no month has", peerSaid("Feb-28 09:24:15.981", "2019-02-28") + startedOn("Feb-39 10:00:00.000") + startedOn("Feb-00 10:00:00.000"), "- -"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := times(t, tt.text); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// times are the times of all starts in the files of one history, oldest first.
func times(t *testing.T, texts ...string) string {
	t.Helper()
	var files []logs.File
	for i, text := range texts {
		files = append(files, of(diagnostics.Seller, logstest.FileName(len(texts)-1-i), text))
	}
	var out []string
	for _, v := range scan(t, files...).Versions {
		if v.Time == "" {
			v.Time = "-"
		}
		out = append(out, v.Time)
	}
	return strings.Join(out, " ")
}

func TestTimesAcrossFiles(t *testing.T) {
	got := times(t,
		startedOn("Nov-20 00:00:00.000"),
		startedOn("Dec-31 00:00:00.000"),
		startedOn("Jan-01 00:00:00.000")+peerSaid("Jan-02 00:00:00.000", "2022-01-02"),
		startedOn("Mar-01 00:00:00.000"),
	)
	if got != "2021-11-20T00:00:00.000Z 2021-12-31T00:00:00.000Z 2022-01-01T00:00:00.000Z 2022-03-01T00:00:00.000Z" {
		t.Errorf("got %s", got)
	}
}

func TestMonthsOfAllLocales(t *testing.T) {
	for _, locale := range []string{"en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "cs", "ru"} {
		for m := time.January; m <= time.December; m++ {
			tr := logstest.Trader{Locale: locale, Versions: []string{"1.9.17"}, Day: time.Date(2021, m, 15, 8, 0, 0, 0, time.UTC)}
			got := times(t, string(generated(t, tr, 0, 30_000)))
			if want := tr.Day.Format("2006-01-02T"); !strings.HasPrefix(got, want) {
				t.Errorf("%s, %s: got %s", locale, m, got)
			}
		}
	}
}

func TestNewYearInGeneratedSet(t *testing.T) {
	tr := logstest.Trader{Locale: "fr", Versions: []string{"1.9.9", "1.9.10"}, Day: time.Date(2022, 1, 2, 0, 0, 0, 0, time.UTC)}
	got := times(t, string(generated(t, withVersions(tr, "1.9.9"), 2, 200_000)), string(generated(t, withVersions(tr), 1, 200_000)), string(generated(t, withVersions(tr, "1.9.10"), 0, 200_000)))
	if days := strings.Fields(got); len(days) != 2 || !strings.HasPrefix(days[0], "2021-12-29") || !strings.HasPrefix(days[1], "2022-01-02") {
		t.Errorf("got %s", got)
	}
	tr.NoYear = true
	if got := times(t, string(generated(t, tr, 0, 100_000))); got != "- -" {
		t.Errorf("without a clue: %s", got)
	}
}

func withVersions(t logstest.Trader, versions ...string) logstest.Trader {
	t.Versions = versions
	return t
}
