package bundle

import (
	"fmt"
	"slices"
	"strconv"
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

	// DetailCode and DetailArgs let a reader be told Detail in another language.
	// Without a code Detail is what somebody wrote. "Bytes" and "Count" are whole
	// numbers, "Roles" are transaction roles with a comma between.
	DetailCode string            `json:"-"`
	DetailArgs map[string]string `json:"-"`
}

// Name names the row among all rows of checklists: its slot, with the party
// where there are several.
func (r Row) Name() string {
	if r.Slot == slotLogs {
		return string(r.Slot) + "-" + string(r.Party)
	}
	return string(r.Slot)
}

// ChecklistTexts lists what the texts of all rows are called: the rows' names,
// those of them that can be asked for, and the codes of the details.
func ChecklistTexts() (rows, asks, details []string) {
	asks = []string{
		string(slotDescription), string(slotWhen), string(slotUnusual), string(slotTransactions),
		string(slotLogs) + "-" + string(diagnostics.Buyer), string(slotLogs) + "-" + string(diagnostics.Seller),
	}
	for _, s := range Slots() {
		asks = append(asks, string(s))
	}
	rows = append(slices.Clone(asks), string(slotLogs)+"-"+string(diagnostics.Unknown), string(slotScreenshots), string(slotItems))
	return rows, asks, []string{
		detailNotWritten, detailTx, detailTxLack, detailFiles, detailNoLogs, detailNoLogsTheirs,
		detailLogsUnsure, detailNoImage, detailOptional, detailPopup, detailImagesUnsure, detailGone,
	}
}

// The codes of the details.
const (
	detailNotWritten   = "not-written"
	detailTx           = "transactions"
	detailTxLack       = "transactions-lack"
	detailFiles        = "files"
	detailNoLogs       = "no-logs"
	detailNoLogsTheirs = "no-logs-theirs"
	detailLogsUnsure   = "logs-unsure"
	detailNoImage      = "no-screenshot"
	detailOptional     = "optional"
	detailPopup        = "optional-popup"
	detailImagesUnsure = "images-unsure"
	detailGone         = "gone"
)

// detail says what is there, or what lacks; args are names and values in turn.
func (r *Row) detail(code, english string, args ...string) {
	r.Detail, r.DetailCode, r.DetailArgs = english, code, map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		r.DetailArgs[args[i]] = args[i+1]
	}
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
	Cause   error               `json:"-"`                // the same, with its code; nil if it is open
	Items   []Row               `json:"items"`
	Missing []string            `json:"missing"` // the rows' slots, with the party where there are two: "logs seller"
	Ready   bool                `json:"ready"`
}

// Checklist tells what is there and what lacks.
func (b *Bundle) Checklist() Checklist {
	c := Checklist{ID: b.doc.ID, State: b.state, Reason: b.reason(), Cause: b.cause, Missing: []string{}}
	c.Items = append(c.Items, b.noteRows()...)
	c.Items = append(c.Items, b.transactionRow())
	c.Items = append(c.Items, b.logRows()...)
	for _, slot := range Slots() {
		c.Items = append(c.Items, b.slotRow(slot))
	}
	if n := len(b.with(func(it Item) bool { return it.Kind == Image && it.Slot == "" })); n > 0 {
		row := Row{Slot: slotScreenshots, State: Unsure, Title: "Other screenshots", Optional: true}
		row.detail(detailImagesUnsure, fmt.Sprintf("%s without a slot: say what they show with tradecase move … --as SLOT", Count(n, "image")),
			"Count", strconv.Itoa(n))
		c.Items = append(c.Items, row)
	}
	if gone := b.with(func(it Item) bool { return !b.there(it) }); len(gone) > 0 && b.state == Open {
		row := Row{Slot: slotItems, State: Missing, Title: "Content that is gone"}
		row.detail(detailGone, fmt.Sprintf("%s: gone from the disk, or cut: remove and add again", gone[0].Path()), "Path", gone[0].Path())
		c.Items = append(c.Items, row)
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
			rows[i].State = Missing
			rows[i].detail(detailNotWritten, "not written down")
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
	var have, lack, words []string
	for _, role := range diagnostics.TxRoles() {
		switch {
		case b.doc.Notes.Tx[role] != "":
			have = append(have, string(role))
		case role == diagnostics.MakerFee, role == diagnostics.TakerFee, role == diagnostics.Deposit:
			lack, words = append(lack, string(role)), append(words, role.Words())
		}
	}
	n := strconv.Itoa(len(have))
	row.detail(detailTx, n+" of 5", "Have", n)
	if len(lack) > 0 {
		row.State = Partial
		row.detail(detailTxLack, n+" of 5; not known: "+strings.Join(words, ", "), "Have", n, "Roles", strings.Join(lack, ","))
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
		row.describe(detailFiles, own, "")
		if len(own) == 0 {
			row.State = Missing
			row.detail(detailNoLogs, "no logs")
			if len(unsure) > 0 {
				row.detail(detailNoLogsTheirs, "no logs said to be theirs")
			}
		}
		rows = append(rows, row)
	}
	if len(unsure) > 0 {
		row := Row{Slot: slotLogs, Party: diagnostics.Unknown, State: Unsure, Title: "Logs of an unknown party", Optional: true}
		row.describe(detailLogsUnsure, unsure, ": say whose they are with tradecase move … --party buyer|seller")
		rows = append(rows, row)
	}
	return rows
}

// DataFolders says where Bisq's data folder lies on each platform.
const DataFolders = `%APPDATA%\Bisq on Windows, ~/Library/Application Support/Bisq on macOS, ~/.local/share/Bisq on Linux`

// describe makes the detail of how many items there are, and how large.
func (r *Row) describe(code string, items []Item, more string) {
	var bytes int64
	for _, it := range items {
		bytes += it.Size
	}
	r.detail(code, fmt.Sprintf("%s, %s", Count(len(items), "file"), Size(bytes))+more,
		"Count", strconv.Itoa(len(items)), "Bytes", strconv.FormatInt(bytes, 10))
}

func (b *Bundle) slotRow(slot Slot) Row {
	row := Row{Slot: slot, Party: slot.party(), State: Done, Title: slot.Title(), Ask: slot.ask()}
	items := b.with(func(it Item) bool { return it.Slot == slot })
	row.Optional = slot == Popup || slot == Contract
	switch {
	case len(items) > 0:
		row.describe(detailFiles, items, "")
	case row.Optional:
		row.State = Empty
		row.detail(detailOptional, "not needed unless a developer asks")
		if slot == Popup {
			row.detail(detailPopup, "only if there was an error or a warning on the screen")
		}
	default:
		row.State = Missing
		row.detail(detailNoImage, "no screenshot")
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
