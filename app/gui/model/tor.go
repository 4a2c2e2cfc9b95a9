package model

import (
	"errors"
	"regexp"
	"time"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
	"tradecase/explorer/tor"
)

// TorLine is what the window's frame says of Tor: a sign and a few words.
// explorers is how many are asked.
func TorLine(s tor.Status, explorers int) (Sign, Phrase) {
	switch s.State {
	case tor.Starting:
		return Part, Say("tor.line.starting", "Tor: starting {{.Percent}} %", "Percent", s.Percent)
	case tor.On:
		sign := Good
		if s.Trouble != nil {
			sign = Warn
		}
		return sign, Count("tor.line.on", "Tor: on, {{.Count}} explorers", explorers)
	case tor.InTrouble:
		return Bad, Say("tor.line.trouble", "Tor: trouble, {{.Why}}", "Why", shortTrouble(s.Trouble))
	case tor.Off:
	}
	return Optional, Say("tor.line.off", "Tor: off")
}

// TorMessage is the whole of it, with what can be done.
func TorMessage(s tor.Status, explorers int) Message {
	switch s.State {
	case tor.Starting:
		return Message{
			Sign: Part, Text: Say("tor.starting", "Tor is starting: {{.Percent}} %", "Percent", s.Percent),
			Hint: torPhase(s.Percent),
		}
	case tor.On:
		m := Message{
			Sign: Good, Text: Count("tor.on", "Tor is on; {{.Count}} explorers can be asked.", explorers),
			Hint: Say("tor.on.hint", "Each bundle and each explorer has a circuit of its own, so that nobody can tell which trades belong together."),
		}
		if s.Trouble != nil {
			warning := TorTrouble(*s.Trouble)
			m.Sign, m.Hint = Warn, Say("tor.warning", "{{.Fact}} {{.Hint}}", "Fact", ended(warning.Text), "Hint", warning.Hint)
		}
		return m
	case tor.InTrouble:
		return TorTrouble(*s.Trouble)
	case tor.Off:
	}
	return Message{
		Sign: Optional, Text: Say("tor.off", "Tor is off"),
		Hint: Say("tor.off.hint", "It starts when you start it here, or when a transaction is looked up; it ends with the window."),
	}
}

// torPhase is what Tor does at a percentage.
func torPhase(percent int) Phrase {
	switch {
	case percent < 15:
		return Say("tor.phase.relay", "It connects to the Tor network. The first start takes up to a minute.")
	case percent < 75:
		return Say("tor.phase.list", "It loads the list of relays. Later starts have most of it.")
	}
	return Say("tor.phase.circuit", "It builds its first circuit.")
}

// TorTrouble says what is wrong with Tor, in the window's words.
func TorTrouble(t tor.Trouble) Message {
	m := Message{Sign: Bad, Text: told(troubleKey(t.Code), Sentence(t.Text), nil), Hint: told(troubleKey(t.Code)+".hint", Sentence(t.Hint), nil)}
	switch {
	case t.Code == tor.CodeClock && t.Ahead > 0:
		m.Text = Say("tor.clock.ahead", "This computer's clock is {{.By}} ahead", "By", roughly(t.Ahead))
	case t.Code == tor.CodeClock && t.Ahead < 0:
		m.Text = Say("tor.clock.behind", "This computer's clock is {{.By}} behind", "By", roughly(-t.Ahead))
	case t.Code == tor.CodeMissing && t.Detail != "":
		m.Text = Say("tor.missing.there", "There is no Tor program where the settings say")
		m.Hint = Say("tor.missing.there.hint", "Choose the program in the settings, or empty the field: then it is looked for.")
	case t.Detail != "":
		m.Text = Say("tor.detail", "{{.Fact}}: {{.Detail}}", "Fact", m.Text, "Detail", detailOf(t.Detail))
	}
	if t.Code == tor.CodeFailed && t.Hint != "" {
		m.Hint = Plain(Sentence(t.Hint)) // of whatever else went wrong
	}
	return m
}

// torError is the trouble in an error of Tor's, with its cause.
func torError(err error) (tor.Trouble, bool) {
	var e *tor.Error
	if !errors.As(err, &e) {
		return tor.Trouble{}, false
	}
	t := e.Trouble
	if e.Cause != nil {
		t.Text, t.Detail = e.Error(), e.Cause.Error()
	}
	return t, true
}

func troubleKey(c tor.Code) string { return "tor.trouble." + string(c) }

// shortTrouble is what is wrong in two or three words.
func shortTrouble(t *tor.Trouble) Phrase {
	if t == nil {
		return Phrase{}
	}
	return told("tor.short."+string(t.Code), t.Text, nil)
}

// ended is a sentence with its full stop.
func ended(p Phrase) Phrase { return Say("tor.sentence", "{{.Fact}}.", "Fact", p) }

// roughly is a time as a person would say it.
func roughly(d time.Duration) Phrase {
	switch {
	case d < time.Hour:
		return Count("time.minutes", "{{.Count}} minutes", int(d.Round(time.Minute).Minutes()))
	case d < 48*time.Hour:
		return Count("time.hours", "{{.Count}} hours", int(d.Round(time.Hour).Hours()))
	}
	return Count("time.days", "{{.Count}} days", int(d.Hours()/24+0.5))
}

// TorTexts lists the keys of all that is said by a code of Tor's or by a word
// of an explorer's fault. Those of hints are there as far as there is one.
func TorTexts() (needed, optional []string) {
	ofTor, ofConnections := tor.Codes()
	for _, c := range ofTor {
		needed = append(needed, "tor.short."+string(c))
	}
	for _, c := range append(ofTor, ofConnections...) {
		needed = append(needed, troubleKey(c))
		optional = append(optional, troubleKey(c)+".hint")
	}
	for _, l := range explorer.Lies() {
		needed = append(needed, lieKey(l))
	}
	return needed, optional
}

func lieKey(l explorer.Lie) string { return "lie." + string(l) }

// Fault says why an explorer gave no answer.
func Fault(f explorer.Fault) Phrase { return TradeText(trade.FaultText(f)) }

// Asked is how many explorers of the settings are asked.
func Asked(s config.Settings) int {
	n := 0
	for _, e := range s.Asked() {
		if s.Asks(e) {
			n++
		}
	}
	return n
}

// Waiting is the line of an explorer that is being tested, or was not yet.
func Waiting(name string, stopped bool) Message {
	m := Message{Sign: Absent, Text: Plain(name), Hint: Say("test.waiting", "is being asked …")}
	if stopped {
		m.Sign, m.Hint = Note, Say("test.stopped", "was not asked to the end")
	}
	return m
}

// answered is the status that a server has answered with, in a detail.
var answered = regexp.MustCompile(`\(([1-5]\d\d)\)`)

// unreachable says why an explorer cannot be asked. Most details are English, and
// say what the fault says; what goes beyond that are the number of its answer and
// the details that the window knows.
func unreachable(t work.Tested) Phrase {
	why, detail := Fault(t.Fault), Phrase{}
	if number := answered.FindStringSubmatch(t.Detail); number != nil {
		detail = Plain(number[1])
	} else if known, ok := knownDetail(t.Detail); ok || t.Fault == explorer.FaultUnsupported {
		detail = known
		if !ok {
			detail = Plain(Bounded(t.Detail))
		}
	}
	if detail.Empty() {
		return Say("test.no", "Not reachable: {{.Why}}", "Why", why)
	}
	return Say("test.no.detail", "Not reachable: {{.Why}} ({{.Detail}})", "Why", why, "Detail", detail)
}

// Tested is the line of an explorer that was tested.
func Tested(t work.Tested) Message {
	name := Plain(t.Name)
	if t.Operator != t.Name {
		name = Say("test.name", "{{.Name}}, run by {{.Operator}}", "Name", Bounded(t.Name), "Operator", Bounded(t.Operator))
	}
	if !t.Reachable {
		return Message{Sign: Bad, Text: name, Hint: unreachable(t)}
	}
	way := Say("test.tor", "over Tor")
	if t.Way == work.WayDirect {
		way = Say("test.direct", "in your own network")
	}
	backend := Plain(t.Backend)
	if t.Backend == "" {
		backend = Say("test.backend.unknown", "not told")
	}
	return Message{Sign: Good, Text: name, Hint: Say("test.yes",
		"Reachable {{.Way}}: newest block {{.Tip}}, answered in {{.MS}} ms, backend: {{.Backend}}",
		"Way", way, "Tip", t.Tip, "MS", t.LatencyMS, "Backend", backend)}
}
