package logs_test

import (
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// startedAt is a start of a version on a day.
func startedAt(day, version string) string {
	return day + strings.TrimPrefix(started(version), "Okt.-07")
}

// numbered is a log with a start, or with no version if there is none.
type numbered struct{ path, day, version string }

func (n numbered) file(party diagnostics.Party) logs.File {
	if n.version == "" {
		return of(party, n.path, n.day+" 09:06:36.000 [main] INFO  b.X: hi \n")
	}
	return of(party, n.path, startedAt(n.day, n.version))
}

func TestStampsAtTheBorders(t *testing.T) {
	const doubt, down = "log.order-unknown", "log.version-downgrade"
	tests := []struct {
		name  string
		files []numbered
		want  []string
	}{
		{"batches, backwards", []numbered{{"1/bisq.log", "Sep-01", "1.9.17"}, {"2/bisq_1.log", "Okt-01", "1.9.9"}}, []string{doubt}},
		{"batches, backwards by minutes", []numbered{{"1/bisq.log", "Okt-01 08:58:00.000 [x] INFO  b.X: hi\nOkt-01", "1.9.17"}, {"2/bisq_1.log", "Okt-01", "1.9.9"}}, []string{doubt}},
		{"batches, backwards, one version", []numbered{{"1/bisq.log", "Sep-01", "1.9.9"}, {"2/bisq_1.log", "Okt-01", "1.9.9"}}, nil},
		{"batches, backwards, no version in one", []numbered{{"1/bisq.log", "Sep-01", ""}, {"2/bisq_1.log", "Okt-01", "1.9.9"}}, []string{"log.version-unknown"}},
		{"batches, forward", []numbered{{"1/bisq.log", "Okt-01", "1.9.17"}, {"2/bisq_1.log", "Sep-01", "1.9.9"}}, nil},
		{"batches, forward and down", []numbered{{"1/bisq.log", "Okt-01", "1.9.9"}, {"2/bisq_1.log", "Sep-01", "1.9.17"}}, []string{down}},
		{"batches, over New Year", []numbered{{"1/bisq.log", "Jan-03", "1.9.17"}, {"2/bisq_1.log", "Dez.-29", "1.9.9"}}, nil},
		{"batches, back over New Year", []numbered{{"1/bisq.log", "Dez.-29", "1.9.17"}, {"2/bisq_1.log", "Jan-03", "1.9.9"}}, []string{doubt}},
		{"batches, far apart", []numbered{{"1/bisq.log", "Nov-01", "1.9.17"}, {"2/bisq_1.log", "Jan-03", "1.9.9"}}, []string{doubt}},
		{"batches, unreadable month", []numbered{{"1/bisq.log", "Οκτ-01", "1.9.17"}, {"2/bisq_1.log", "Σεπ-01", "1.9.9"}}, []string{doubt}},
		{"batches, unreadable month, one version", []numbered{{"1/bisq.log", "Οκτ-01", "1.9.9"}, {"2/bisq_1.log", "Σεπ-01", "1.9.9"}}, nil},
		{"batches, ambiguous names in one language", []numbered{{"1/bisq.log", "srp-01", "1.9.17"}, {"2/bisq_1.log", "lip-01", "1.9.9"}}, nil},
		{"batches, ambiguous name beside a plain one", []numbered{{"1/bisq.log", "Jul-20", "1.9.17"}, {"2/bisq_1.log", "srp-01", "1.9.9"}}, []string{doubt}},
		{"batches, no such day", []numbered{{"1/bisq.log", "Okt-41", "1.9.17"}, {"2/bisq_1.log", "Sep-01", "1.9.9"}}, []string{doubt}},
		{"batches that interlock", []numbered{{"1/bisq_2.log", "Aug-01", "1.9.9"}, {"1/bisq.log", "Okt-01", "1.9.17"}, {"2/bisq_1.log", "Sep-01", "1.9.9"}}, nil},
		{"batches that do not", []numbered{{"1/bisq_2.log", "Aug-01", "1.9.9"}, {"1/bisq.log", "Okt-01", "1.9.17"}, {"2/bisq_1.log", "Nov-01", "1.9.9"}}, []string{doubt, "log.rotation-gap"}},
		{"one Set, forward", []numbered{{"1/bisq.log", "Okt-01", "1.9.17"}, {"1/bisq_1.log", "Sep-01", "1.9.9"}}, nil},
		{"one Set, renamed", []numbered{{"1/bisq.log", "Sep-01", "1.9.17"}, {"1/bisq_1.log", "Okt-01", "1.9.9"}}, []string{doubt}},
		{"one Set, renamed, one version", []numbered{{"1/bisq.log", "Sep-01", "1.9.9"}, {"1/bisq_1.log", "Okt-01", "1.9.9"}}, nil},
		{"one Set, renamed, an upgrade in the file that may be the newer", []numbered{{"1/bisq.log", "Sep-01", "1.9.17"}, {"1/bisq_1.log", "Okt-01", "1.9.17"}, {"1/bisq_2.log", "Aug-01", "1.9.9"}}, []string{doubt}},
		{"one Set, backwards by number and down", []numbered{{"1/bisq.log", "Sep-01", "1.9.9"}, {"1/bisq_1.log", "Okt-01", "1.9.17"}}, []string{doubt, down}},
		{"one Set, summer time ends", []numbered{{"1/bisq.log", "Okt-27 08:06:36.000 [x] INFO  b.X: hi\nOkt-27", "1.9.17"}, {"1/bisq_1.log", "Okt-27", "1.9.9"}}, nil},
		{"one Set, over New Year", []numbered{{"1/bisq.log", "Jan-03", "1.9.17"}, {"1/bisq_1.log", "Dez.-29", "1.9.9"}}, nil},
		{"one Set, unreadable month", []numbered{{"1/bisq.log", "Σεπ-01", "1.9.17"}, {"1/bisq_1.log", "Οκτ-01", "1.9.9"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var files []logs.File
			for _, f := range tt.files {
				files = append(files, f.file(diagnostics.Seller))
			}
			res := scan(t, files...)
			if got := codes(res); !slices.Equal(got, tt.want) {
				t.Errorf("findings %v, want %v: %+v", got, tt.want, res.Findings)
			}
			for _, f := range coded(res, doubt) {
				if f.Severity != diagnostics.Warning || !strings.Contains(f.Title, "downgrade cannot be ruled out") ||
					!strings.Contains(f.Title, "1.9.17") || !strings.Contains(f.Title, "1.9.9") || len(f.Evidence) < 2 {
					t.Errorf("finding %+v", f)
				}
			}
		})
	}
}

// An Index has the rows of batches in the order of Scan's files.
func TestIndexKeepsBatchesApart(t *testing.T) {
	batches := []numbered{{"1/bisq_2.log", "Aug-01", "1.9.9"}, {"1/bisq.log", "Okt-01", "1.9.17"}, {"2/bisq_1.log", "Nov-01", "1.9.9"}}
	var files []logs.File
	var indexed []logs.IndexFile
	for _, b := range batches {
		f := b.file(diagnostics.Seller)
		files = append(files, f)
		indexed = append(indexed, indexable(f, []byte(startedAt(b.day, b.version))))
	}
	var scanned, rows []string
	for _, f := range scan(t, files...).Files {
		scanned = append(scanned, f.Path)
	}
	for _, f := range index(t, indexed...).Files() {
		rows = append(rows, f.Path)
	}
	want := []string{"1/bisq_2.log", "1/bisq.log", "2/bisq_1.log"}
	if !slices.Equal(scanned, want) || !slices.Equal(rows, want) {
		t.Errorf("scanned %v, indexed %v, want %v", scanned, rows, want)
	}
}
