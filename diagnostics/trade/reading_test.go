package trade_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// TestEveryRuleHasATitleOfItsOwn: a name that two rules share, or a code in its
// place, tells nobody which is meant.
func TestEveryRuleHasATitleOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, r := range trade.Rules() {
		title := trade.RuleTitle(r.Name)
		if title.English == "" || strings.Contains(title.English, r.Name) || title.Code != "rule."+r.Name || strings.HasSuffix(title.English, ".") {
			t.Errorf("%s is called %q (%s)", r.Name, title, title.Code)
		}
		if other, twice := seen[title.English]; twice {
			t.Errorf("%s and %s are both called %q", r.Name, other, title)
		}
		seen[title.English] = r.Name
	}
	if got := (trade.Verdict{Rule: "fee.amount", Role: diagnostics.TakerFee}).Title().English; got != "Amount of the trade fee (taker fee)" {
		t.Errorf("a fee's rule is called %q", got)
	}
}

// verdict is an invented one.
func verdict(rule string, o trade.Outcome, detail string) trade.Verdict {
	return trade.Verdict{Rule: rule, Result: o, Detail: trade.Plain(detail)}
}

func TestWorstFirst(t *testing.T) {
	verdicts := []trade.Verdict{
		verdict("fee.found", trade.Pass, "There."),
		verdict("fee.shape", trade.Unknown, "Nobody has it."),
		verdict("fee.amount", trade.Warn, "Odd."),
		verdict("deposit.found", trade.NotApplicable, "None."),
		verdict("deposit.amount", trade.Unknown, "Too little is known."),
		verdict("deposit.change", trade.Fail, "Wrong."),
		verdict("payout.input", trade.Unknown, "Nobody has it."),
		verdict("payout.outputs", trade.Fail, "Wrong."),
		verdict("payout.amounts", trade.Pass, "There."),
		verdict("trade.kind", trade.NotApplicable, "None."),
	}
	before := slices.Clone(verdicts)
	var got []string
	for _, v := range trade.Worst(verdicts) {
		got = append(got, v.Rule)
	}
	want := []string{"deposit.change", "payout.outputs", "fee.amount", "fee.shape", "deposit.amount", "payout.input", "fee.found", "payout.amounts", "deposit.found", "trade.kind"}
	if !slices.Equal(got, want) {
		t.Errorf("the order is %q", got)
	}
	for i := range before {
		if before[i].Rule != verdicts[i].Rule {
			t.Fatal("it has changed what it was given")
		}
	}
	got = nil
	for _, g := range trade.Grouped(verdicts) {
		got = append(got, fmt.Sprintf("%s: %s: %s (%s)", g.Result, g.Title(), g.Detail(), g.Rules()))
	}
	want = []string{
		"fail: Change of the deposit: Wrong. ()",
		"fail: Outputs of the payout: Wrong. ()", // what is broken is named, each by itself
		"warn: Amount of the trade fee: Odd. ()",
		"unknown: 2 rules could not be judged: Nobody has it. (Form of the fee transaction, Input of the payout)",
		"unknown: Amount in the multisig: Too little is known. ()",
		"pass: State of the fee transaction: There. ()",
		"pass: Amounts of the payout: There. ()",
		"not-applicable: 2 rules do not apply: None. (State of the deposit, Kind of trade)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("grouped:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestOneSourceOfCounts: what the summary counts is what the verdicts are, those
// of which its sentences tell included.
func TestOneSourceOfCounts(t *testing.T) {
	for _, c := range []struct{ variant, mutation string }{
		{"p4/burning-2024/end/open", "maker-fee/absent"},
		{"p4/burning-2024/end/arbitrated", "delayed-payout/never-published"},
		{"p3/segwit/paid/maker-buys", "payout/outputs-swapped"},
		{"p4/burning-2024/pending/unreached", ""},
	} {
		t.Run(c.variant+" "+c.mutation, func(t *testing.T) {
			var mutations []string
			if c.mutation != "" {
				mutations = []string{c.mutation}
			}
			r := spoilt(t, c.variant, mutations...)
			of := map[trade.Outcome]int{}
			for _, v := range r.Verdicts {
				of[v.Result]++
			}
			counts := r.Counts()
			if (counts != trade.Counts{Pass: of[trade.Pass], Warn: of[trade.Warn], Fail: of[trade.Fail], Unknown: of[trade.Unknown], NotApplicable: of[trade.NotApplicable]}) {
				t.Errorf("%+v, the verdicts are %v", counts, of)
			}
			usual, n := "", 0
			for _, v := range r.Verdicts {
				if v.Expected() {
					n++
					usual = fmt.Sprintf(" (%d usual for its time)", n)
				}
			}
			want := fmt.Sprintf("Of %d rules %d failed, %d warned%s, %d could not be judged, %d passed.",
				len(r.Verdicts)-of[trade.NotApplicable], of[trade.Fail], of[trade.Warn], usual, of[trade.Unknown], of[trade.Pass])
			if !strings.Contains(r.Summary, want) {
				t.Errorf("%q is not in %q", want, r.Summary)
			}
			for _, rule := range trade.Rules() {
				if strings.Contains(r.Summary, rule.Name) {
					t.Errorf("the code %s stands in %q", rule.Name, r.Summary)
				}
			}
			findings := r.Findings()
			if !slices.IsSortedFunc(findings[:counts.Fail+counts.Warn], func(a, b diagnostics.Finding) int {
				return severity(b) - severity(a)
			}) {
				t.Errorf("what failed does not come first: %v", findings)
			}
		})
	}
}

func severity(f diagnostics.Finding) int {
	return slices.Index([]diagnostics.Severity{diagnostics.Info, diagnostics.Warning, diagnostics.Problem}, f.Severity)
}

// TestTitlesStateNothing: a rule's title is what the rule is about. It stands beside
// failed and not known as well, where a sentence that holds would say the opposite.
func TestTitlesStateNothing(t *testing.T) {
	sentence := regexp.MustCompile(`\b(is|are|can|has|comes|goes|leads?|names?|used|no|not|none|only|all|in the chain)\b`)
	for _, r := range trade.Rules() {
		if s := sentence.FindString(strings.ToLower(r.Title)); s != "" {
			t.Errorf("%s: %q says that the rule holds, by %q", r.Name, r.Title, s)
		}
	}
}
