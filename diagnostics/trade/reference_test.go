package trade_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

var update = flag.Bool("update", false, "write docs/rules.md anew")

const referencePath = "../../docs/rules.md"

// TestReference holds docs/rules.md to what the rules say of themselves.
func TestReference(t *testing.T) {
	want := reference()
	if *update {
		if err := os.WriteFile(referencePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePath)
	if err != nil || string(got) != want {
		t.Errorf("docs/rules.md is not what the rules say; write it with: go test -tags ci,migrated_fynedo ./diagnostics/trade -run TestReference -update (%v)", err)
	}
}

// TestEveryRuleSaysWhatItWants wants demand, source and results of each rule,
// and something that it catches.
func TestEveryRuleSaysWhatItWants(t *testing.T) {
	caught := map[string]int{}
	for _, m := range tradetest.Mutations() {
		caught[m.Rule]++
	}
	seen := map[string]bool{}
	for _, r := range trade.Rules() {
		if seen[r.Name] || r.Name == "" || len(r.Demands) == 0 || r.Source == "" || len(r.Results) == 0 {
			t.Errorf("%s is not whole", r.Name)
		}
		if caught[r.Name] == 0 {
			t.Errorf("nothing shows that %s catches anything", r.Name)
		}
		seen[r.Name] = true
	}
	for rule := range caught {
		if !seen[rule] {
			t.Errorf("mutations name %s, which is no rule", rule)
		}
	}
}

// reference writes docs/rules.md.
func reference() string {
	var b strings.Builder
	variants, mutations := tradetest.Variants(), tradetest.Mutations()
	caught := map[string]int{}
	for _, m := range mutations {
		caught[m.Rule]++
	}
	rules := trade.Rules()
	fmt.Fprintf(&b, `# The rules

Made from the rules themselves; do not edit.

A trade of Bisq 1 has up to five transactions. Each rule gives a verdict on one
of them, or on the trade as a whole: pass, warn, fail, unknown (what it needs
could not be seen; the verdict says what) or not-applicable (the rule is not
about such a trade). Unknown is never passed and never failed. A transaction is
called absent only if every source says that it knows no such transaction.

Which rules hold depends on the trade protocol (1 to 4) and on whether the offer
was taken before 2023. Both are taken from the contract, else inferred from
heights, dates, versions or the deposit's form; the trade's facts say from what.
Receivers, rates and eras are data with their sources: `+"`assets/trade.toml`"+`.
Amounts are in satoshis (sat), heights in blocks.

There are %d rules. The tests judge %d kinds of valid trades, of all protocols and
with real signatures: none fails, and only the warnings that belong to a kind
are given. They then make %d things wrong, one at a time: each is caught by the
rule that is named for it.

Where people read, a rule is called by its title, and what failed comes first, then
warnings, then what could not be judged, once for each reason. The name is for
programs: it stands in JSON, in findings and small beside the title.

| rule | title | about | can be | things made wrong that it catches |
|---|---|---|---|---|
`, len(rules), len(variants), len(mutations))
	for _, r := range rules {
		fmt.Fprintf(&b, "| [`%s`](#%s) | %s | %s | %s | %d |\n", r.Name, strings.ReplaceAll(r.Name, ".", ""), r.Title, about(r), results(r), caught[r.Name])
	}
	for _, r := range rules {
		fmt.Fprintf(&b, "\n## %s\n\n", r.Name)
		for _, d := range r.Demands {
			if d.Era != "" {
				fmt.Fprintf(&b, "* *%s:* %s\n", d.Era, d.Text)
			} else {
				fmt.Fprintf(&b, "* %s\n", d.Text)
			}
		}
		fmt.Fprintf(&b, "\nSource: %s.\n", strings.TrimSuffix(r.Source, "."))
	}
	return b.String()
}

// about names the transactions that a rule is about.
func about(r trade.Rule) string {
	if len(r.Roles) == 0 {
		return "the trade"
	}
	var names []string
	for _, role := range r.Roles {
		names = append(names, map[diagnostics.TxRole]string{
			diagnostics.MakerFee: "maker fee", diagnostics.TakerFee: "taker fee", diagnostics.Deposit: "deposit",
			diagnostics.DelayedPayout: "delayed payout", diagnostics.Payout: "payout",
		}[role])
	}
	return strings.Join(names, ", ")
}

func results(r trade.Rule) string {
	var names []string
	for _, o := range r.Results {
		names = append(names, string(o))
	}
	return strings.Join(names, ", ")
}
