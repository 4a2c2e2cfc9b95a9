package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// checkedLine is one result of a list.
type checkedLine struct {
	Of     string        `json:"of"` // the line of the list
	Result *work.Checked `json:"result,omitempty"`
	Error  string        `json:"error,omitempty"`
	Hint   string        `json:"hint,omitempty"`
}

// checkList judges many trades, several at once. Each result is written when it
// is there, so that an interrupted list can be gone on with.
func (c *command) checkList(ctx context.Context, desk *work.Desk, f *checkFlags, trades []string) error {
	trades, err := listed(f.list, trades)
	if err != nil {
		return err
	}
	if len(trades) == 0 { // that all is fine cannot be said of nothing
		return usage(diagnostics.WithHint(errors.New("there is no trade in the list"), "write a trade ID or the path of a contract on each line"))
	}
	results, code := c.Stdout, exitFine
	if f.out != "" {
		release, err := claimResults(f.out)
		if err != nil {
			return err
		}
		defer release() //nolint:errcheck // it is free when the program ends, at the latest
		file, done, err := openResults(f.out)
		if err != nil {
			return err
		}
		defer file.Close() //nolint:errcheck // every line was synced
		for _, of := range trades {
			code = worse(code, done[of]) // none and fine are the same
		}
		results, trades = synced{file}, undone(trades, done)
	}
	var mu sync.Mutex
	err = c.run(ctx, "check", func(ctx context.Context, p *job.Progress) error {
		p.Stage("checking trades", int64(len(trades)))
		return eachOf(ctx, trades, f.parallel, func(of string) error {
			line := c.checkLine(ctx, desk, f, of)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			p.Add(1)
			mu.Lock()
			defer mu.Unlock()
			code = worse(code, lineCode(line))
			return writeJSON(results, line, "")
		})
	})
	if err != nil || code == exitFine {
		return err
	}
	return exitCode(code)
}

// checkLine judges one trade of a list.
func (c *command) checkLine(ctx context.Context, desk *work.Desk, f *checkFlags, of string) checkedLine {
	in := f.in
	if _, err := diagnostics.ParseTradeID(of); err == nil {
		in.Bundle = of
	} else {
		in.Contract = of
	}
	checked, err := desk.Check(ctx, in, nil)
	if err != nil {
		return checkedLine{Of: of, Error: err.Error(), Hint: diagnostics.Hint(err)}
	}
	return checkedLine{Of: of, Result: &checked}
}

// lineCode is what a result means for the exit code.
func lineCode(line checkedLine) int {
	if line.Result == nil {
		return exitError
	}
	var code exitCode
	if errors.As(judged(*line.Result), &code) {
		return int(code)
	}
	return exitFine
}

// worse gives the exit code that wins: an error, then found, then unknown.
func worse(a, b int) int {
	for _, code := range []int{exitError, exitFound, exitUnknown} {
		if a == code || b == code {
			return code
		}
	}
	return exitFine
}

// eachOf does something for every trade, some at once, and stops at an error.
func eachOf(ctx context.Context, trades []string, parallel int, do func(string) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan string)
	var workers sync.WaitGroup
	for range max(1, min(parallel, 64)) {
		workers.Go(func() {
			for of := range todo {
				if err := do(of); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, of := range trades {
		if ctx.Err() != nil {
			break
		}
		todo <- of
	}
	close(todo)
	workers.Wait()
	return context.Cause(ctx)
}

// listed gives the trades of a file, without doubles, empty lines and comments.
func listed(path string, trades []string) ([]string, error) {
	if path != "" {
		text, err := work.ReadGiven(path)
		if err != nil {
			return nil, diagnostics.WithHint(fmt.Errorf("--list: %w", err), "give a file with a trade on each line")
		}
		for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				trades = append(trades, line)
			}
		}
	}
	return without(trades, map[string]bool{}), nil
}

// without drops what is done, and doubles.
func without(trades []string, done map[string]bool) []string {
	var left []string
	for _, of := range trades {
		if !done[of] {
			done[of] = true
			left = append(left, of)
		}
	}
	return left
}

// oldLine is what of a written result the exit code hangs on.
type oldLine struct {
	Of     string
	Error  string
	Result *struct {
		Verdicts      []struct{ Result trade.Outcome }
		Disagreements []struct{}
	}
}

// again is the result as far as the exit code needs it.
func (l oldLine) again() checkedLine {
	r := &work.Checked{Result: &trade.Result{}, Disagreements: make([]explorer.Disagreement, len(l.Result.Disagreements))}
	for _, v := range l.Result.Verdicts {
		r.Verdicts = append(r.Verdicts, trade.Verdict{Result: v.Result})
	}
	return checkedLine{Of: l.Of, Result: r}
}

// undone drops the trades that have a result.
func undone(trades []string, done map[string]int) []string {
	return slices.DeleteFunc(slices.Clone(trades), func(of string) bool {
		_, has := done[of]
		return has
	})
}

// claimResults keeps other processes from writing to the same results. Their
// folder must exist.
func claimResults(path string) (release func() error, err error) {
	fail := func(err error, hint string) (func() error, error) {
		return nil, diagnostics.WithHint(fmt.Errorf("open the results: %w", err), hint)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return fail(store.WithoutPath(err), "make the folder first, or choose another with --out")
	}
	release, ok, err := store.ClaimBeside(path)
	if err == nil && !ok {
		err = errors.New("another Tradecase writes to them")
	}
	if err != nil {
		return fail(err, "wait for the other one to end, or choose another file with --out")
	}
	return release, nil
}

// openResults opens a file of results to be gone on with, and gives the exit
// code of each trade that it has. One whose last line is an error is not done.
// A last line that was cut off is taken off.
func openResults(path string) (*os.File, map[string]int, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		var done map[string]int
		if done, err = goOn(f); err == nil {
			return f, done, nil
		}
		err = errors.Join(err, store.WithoutPath(f.Close()))
	}
	return nil, nil, diagnostics.WithHint(fmt.Errorf("open the results: %w", store.WithoutPath(err)), "choose another file with --out")
}

// goOn reads what an opened file of results has, and puts its end where the next
// one is written.
func goOn(f *os.File) (done map[string]int, err error) {
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, cmp.Or(store.WithoutPath(err), errors.New("it is no plain file"))
	}
	done = map[string]int{}
	whole := int64(0)
	lines := bufio.NewReader(f)
	for {
		// What does not begin as a result is not read to the end of its line.
		const begin = `{"of":`
		if head, _ := lines.Peek(len(begin)); !strings.HasPrefix(begin, string(head)) {
			return nil, errNoResults
		}
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if len(text) > 0 && !cutResult(text, whole > 0) {
				return nil, errNoResults
			}
			break
		}
		if err != nil {
			return nil, store.WithoutPath(err)
		}
		line, err := readResult(text)
		if err != nil {
			return nil, err
		}
		delete(done, line.Of)
		if line.Result != nil {
			done[line.Of] = lineCode(line.again())
		}
		whole += int64(len(text))
	}
	if err := f.Truncate(whole); err != nil {
		return nil, store.WithoutPath(err)
	}
	_, err = f.Seek(whole, io.SeekStart)
	return done, store.WithoutPath(err)
}

// readResult reads a line of the results.
func readResult(text []byte) (line oldLine, err error) {
	if err = json.Unmarshal(text, &line); err == nil && (line.Of == "" || line.Result == nil && line.Error == "") {
		err = errNoResults
	}
	return line, err
}

// errNoResults marks somebody's file, which is left alone.
var errNoResults = errors.New("it holds no results of a list")

// resultBegin is how a written result begins, as far as it is surely one.
var resultBegin = regexp.MustCompile(`^\{"of":"(?:[^"\\]|\\.)*","(?:result|error)":`)

// cutResult reports whether text is the beginning of a result. Behind whole ones
// the first bytes will do; where there are none it must show what it is, since
// somebody's file may begin with a bracket too.
func cutResult(text []byte, behindOthers bool) bool {
	begin := []byte(`{"of":"`)
	return resultBegin.Match(text) || behindOthers && bytes.HasPrefix(text, begin[:min(len(begin), len(text))])
}

// synced is a file in which what was written stays.
type synced struct{ file *os.File }

func (s synced) Write(b []byte) (int, error) {
	n, err := s.file.Write(b)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		err = diagnostics.WithHint(fmt.Errorf("write the results: %w", store.WithoutPath(err)), "make room on the disk; the same command goes on where it ended")
	}
	return n, err
}
