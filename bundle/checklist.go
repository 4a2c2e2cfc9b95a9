package bundle

import (
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// Row is one line of the checklist: something that a developer needs, or may
// need. Its slot's name is stable.
type Row struct {
	Slot     Slot              `json:"slot"`
	Party    diagnostics.Party `json:"party,omitempty"`
	State    RowState          `json:"state"`
	Detail   string            `json:"detail"`        // what is there, or what lacks
	Ask      string            `json:"ask,omitempty"` // what to ask the trader for, ready to send
	Title    string            `json:"title"`
	Optional bool              `json:"optional,omitempty"`
}

// RowState is how much of a row is there.
type RowState string

// The states. Optional rows that are empty are not missing.
const (
	Done    RowState = "done"
	Partial RowState = "partial"
	Missing RowState = "missing"
	Empty   RowState = "optional"
	Unsure  RowState = "unassigned" // there, but nobody said whose it is
)

// The slots that no single file fills.
const (
	slotDescription  Slot = "description"
	slotWhen         Slot = "when"
	slotUnusual      Slot = "unusual"
	slotTransactions Slot = "transactions"
	slotLogs         Slot = "logs"
	slotScreenshots  Slot = "screenshots"
	slotItems        Slot = "items"
)

// Checklist is what the wiki's support-agent page wants before a developer is
// asked, and how much of it is there.
type Checklist struct {
	ID      diagnostics.TradeID `json:"id"`
	State   State               `json:"state"`
	Reason  string              `json:"reason,omitempty"` // why it is not open
	Items   []Row               `json:"items"`
	Missing []string            `json:"missing"` // the rows' slots, with the party where there are two: "logs seller"
	Ready   bool                `json:"ready"`
}

// Checklist tells what is there and what lacks.
func (b *Bundle) Checklist() Checklist {
	c := Checklist{ID: b.doc.ID, State: b.state, Reason: b.reason(), Missing: []string{}}
	c.Items = append(c.Items, b.noteRows()...)
	c.Items = append(c.Items, b.transactionRow())
	c.Items = append(c.Items, b.logRows()...)
	for _, slot := range Slots() {
		c.Items = append(c.Items, b.slotRow(slot))
	}
	if n := len(b.with(func(it Item) bool { return it.Kind == Image && it.Slot == "" })); n > 0 {
		c.Items = append(c.Items, Row{
			Slot: slotScreenshots, State: Unsure, Title: "Other screenshots", Optional: true,
			Detail: fmt.Sprintf("%s without a slot: say what they show with tradecase move … --as SLOT", Count(n, "image")),
		})
	}
	if gone := b.with(func(it Item) bool { return !b.there(it) }); len(gone) > 0 && b.state == Open {
		c.Items = append(c.Items, Row{
			Slot: slotItems, State: Missing, Title: "Content that is gone",
			Detail: fmt.Sprintf("%s: gone from the disk, or cut: remove and add again", gone[0].Path()),
		})
	}
	for _, row := range c.Items {
		if row.State == Missing || row.State == Partial {
			c.Missing = append(c.Missing, strings.TrimSpace(string(row.Slot)+" "+string(row.Party)))
		}
	}
	c.Ready = len(c.Missing) == 0 && b.state == Open
	return c
}

func (b *Bundle) with(fits func(it Item) bool) []Item {
	return slices.DeleteFunc(slices.Clone(b.doc.Items), func(it Item) bool { return !fits(it) })
}

func (b *Bundle) noteRows() []Row {
	n := b.doc.Notes
	rows := []Row{
		{
			Slot: slotDescription, Title: "What happened", Detail: n.What,
			Ask: "Please describe what happened, step by step, and what you expected instead.",
		},
		{
			Slot: slotWhen, Title: "When it happened", Detail: n.When,
			Ask: "When did it happen? Please give the date and the time with your time zone, as exactly as you can: it tells us where to look in the logs.",
		},
		{
			Slot: slotUnusual, Title: "Anything out of the ordinary", Detail: n.Unusual,
			Ask: "Did you do anything non-standard before, or have earlier problems? For example: a restored backup, a copied data folder, another version of Bisq, a resync, a second computer, a custom Bitcoin node. If nothing: please say so.",
		},
	}
	for i := range rows {
		rows[i].State = Done
		if rows[i].Detail == "" {
			rows[i].State, rows[i].Detail = Missing, "not written down"
		} else {
			rows[i].Detail = firstLine(rows[i].Detail)
		}
	}
	return rows
}

// transactionRow wants the three IDs that every trade has; the payouts' exist
// only once they were made.
func (b *Bundle) transactionRow() Row {
	row := Row{
		Slot: slotTransactions, Title: "Transaction IDs", State: Done,
		Ask: "Please open Portfolio, click on the trade ID, and send the IDs of the maker fee, taker fee and deposit transactions as text, and of the payout or delayed payout transaction if there is one. They are not private.",
	}
	var have, lack []string
	for _, role := range diagnostics.TxRoles() {
		switch {
		case b.doc.Notes.Tx[role] != "":
			have = append(have, string(role))
		case role == diagnostics.MakerFee, role == diagnostics.TakerFee, role == diagnostics.Deposit:
			lack = append(lack, string(role))
		}
	}
	row.Detail = fmt.Sprintf("%d of 5", len(have))
	if len(lack) > 0 {
		row.State = Partial
		row.Detail += "; not known: " + strings.Join(lack, ", ")
	}
	if len(have) == 0 {
		row.State = Missing
	}
	return row
}

func (b *Bundle) logRows() []Row {
	var rows []Row
	unsure := b.with(func(it Item) bool { return it.Kind == Log && it.Party == diagnostics.Unknown })
	for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
		row := Row{
			Slot: slotLogs, Party: party, State: Done, Title: title(party) + "'s logs",
			Ask: "Please open Account / Backup, press \"Open data directory\", and send all files whose names begin with bisq and end in .log (bisq.log, bisq_1.log, up to bisq_20.log), best as one zip. Their folder is " + DataFolders + ". Please send nothing from the folders inside it (wallet, keys, tor, db).",
		}
		own := b.with(func(it Item) bool { return it.Kind == Log && it.Party == party })
		row.Detail = describe(own)
		if len(own) == 0 {
			row.State, row.Detail = Missing, "no logs"
			if len(unsure) > 0 {
				row.Detail = "no logs said to be theirs"
			}
		}
		rows = append(rows, row)
	}
	if len(unsure) > 0 {
		rows = append(rows, Row{
			Slot: slotLogs, Party: diagnostics.Unknown, State: Unsure, Title: "Logs of an unknown party", Optional: true,
			Detail: describe(unsure) + ": say whose they are with tradecase move … --party buyer|seller",
		})
	}
	return rows
}

// DataFolders says where Bisq's data folder lies on each platform.
const DataFolders = `%APPDATA%\Bisq on Windows, ~/Library/Application Support/Bisq on macOS, ~/.local/share/Bisq on Linux`

func describe(items []Item) string {
	var bytes int64
	for _, it := range items {
		bytes += it.Size
	}
	return fmt.Sprintf("%s, %s", Count(len(items), "file"), Size(bytes))
}

func (b *Bundle) slotRow(slot Slot) Row {
	row := Row{Slot: slot, Party: slot.party(), State: Done, Title: slot.Title(), Ask: slot.ask()}
	items := b.with(func(it Item) bool { return it.Slot == slot })
	row.Optional = slot == Popup || slot == Contract
	switch {
	case len(items) > 0:
		row.Detail = describe(items)
	case row.Optional:
		row.State, row.Detail = Empty, "not needed unless a developer asks"
		if slot == Popup {
			row.Detail = "only if there was an error or a warning on the screen"
		}
	default:
		row.State, row.Detail = Missing, "no screenshot"
	}
	return row
}

// Title is the slot's name for people.
func (s Slot) Title() string {
	switch s {
	case TradeDetails:
		return "Trade details"
	case DisputeDetails:
		return "Dispute details"
	case ChatBuyer:
		return "Buyer's first chat message"
	case ChatSeller:
		return "Seller's first chat message"
	case Popup:
		return "Error or warning popups"
	case Contract:
		return "Contract"
	}
	return string(s)
}

func (s Slot) ask() string {
	switch s {
	case TradeDetails:
		return "Please click on the trade ID in Portfolio and send a screenshot of the window that opens. Cover the payment account details with a solid box; leave the trade ID, transaction IDs and addresses readable: they are not private."
	case DisputeDetails:
		return "For the mediator: a screenshot of the dispute details window."
	case ChatBuyer, ChatSeller:
		return "Please send a screenshot of the first message in the trade's support chat: the system message that shows the Bisq version."
	case Popup:
		return "If Bisq showed an error or a warning: please send a screenshot of it."
	case Contract:
		return "Only if a developer asks: the contract as JSON from the dispute details window, saved as a text file. Payment account data is removed from the hand-off."
	}
	return ""
}

func title(p diagnostics.Party) string {
	return strings.ToUpper(string(p[:1])) + string(p[1:])
}

// Count is a number of things for people: "1 file", "3 files".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func firstLine(s string) string {
	line, _, more := strings.Cut(s, "\n")
	if r := []rune(line); len(r) > 80 {
		line, more = string(r[:80]), true
	}
	if more {
		line += " …"
	}
	return line
}

// Size is a number of bytes for people: "9.8 MB".
func Size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	case n < 1000*1000*1000:
		return fmt.Sprintf("%.1f MB", float64(n)/1000/1000)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1000/1000/1000)
}
