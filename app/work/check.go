package work

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/app/config"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
	"tradecase/explorer/esplora"
)

// How long a check may take when nobody says.
const (
	ownTimeout = 30 * time.Second  // if only servers of one's own are asked
	torTimeout = 120 * time.Second // over Tor, its start included
)

// CheckInput says what is to be checked, and who is asked. Bundle and the rest
// may be given together.
type CheckInput struct {
	Bundle    string // its trade ID; empty: none
	Contract  string // path of a contract, as JSON or as Bisq's windows copy it
	IDs       map[diagnostics.TxRole][]string
	Raw       []string // paths of raw transactions and PSBTs
	Logs      []string // paths of logs
	Explorers []string // addresses that are asked instead of those of the settings
	Offline   bool     // nobody is asked
	Network   string   // mainnet, testnet or regtest; empty: that of the settings, or offline what the bundle was checked on
	Dispute   trade.Dispute
	Timeout   time.Duration // 0: the usual
	// Watch is told of every question to a source; nil: nobody is. It is
	// called from several goroutines.
	Watch func(explorer.Event)
}

// Checked is a trade's verdicts with what was said of the input.
type Checked struct {
	*trade.Result
	Disagreements []explorer.Disagreement `json:"disagreements"`
	Notes         []string                `json:"notes"` // what was made of the input, and what was not
	// Asked is when a source last answered, UTC, if the trade was judged again
	// by what its bundle keeps; zero otherwise.
	Asked time.Time `json:"asked,omitzero"`
}

// Check judges a trade's transactions. What is final lies in the bundle and is not
// asked again; all else is asked anew each time.
func (d *Desk) Check(ctx context.Context, in CheckInput, progress Progress) (Checked, error) {
	params, err := d.chain(in)
	if err != nil {
		return Checked{}, err
	}
	reading, cancel := context.WithTimeout(ctx, d.limit(in))
	defer cancel()
	known, err := d.known(reading, in, progress)
	if err != nil {
		return Checked{}, tooLate(ctx, reading, err)
	}
	known.Network = params
	out := Checked{Disagreements: []explorer.Disagreement{}, Notes: orEmpty(known.Notes)}
	ledger, asked, err := d.ledger(in, params, known, &out)
	if err != nil {
		return out, err
	}
	out.Asked = asked
	if progress != nil {
		progress.Stage("asking about the transactions", 0)
	}
	asking := reading // a time that was given bounds both together
	if in.Timeout <= 0 {
		asking, cancel = context.WithTimeout(ctx, d.limit(in))
		defer cancel()
	}
	heard := &overheard{ledger: ledger}
	out.Result, err = trade.Judge(asking, known.Known, heard, trade.Options{Now: asked})
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	out.Disagreements = append(out.Disagreements, heard.caught()...)
	if err == nil && in.Bundle != "" {
		if nerr := d.fillNotes(ctx, in.Bundle, out.Result); nerr != nil {
			out.Notes = append(out.Notes, said(nerr))
		}
	}
	return out, err
}

// limit is how long a check may take, and by default also how long its reading.
func (d *Desk) limit(in CheckInput) time.Duration {
	if in.Timeout > 0 {
		return in.Timeout
	}
	return d.usualTimeout(in)
}

// tooLate is the error of a reading that its time ended.
func tooLate(ctx, reading context.Context, err error) error {
	if ctx.Err() != nil || !errors.Is(reading.Err(), context.DeadlineExceeded) {
		return err
	}
	return diagnostics.WithCode(diagnostics.WithHint(errors.New("what is known of the trade could not be read in time, so that nothing was judged"),
		"Allow more time, or give fewer logs."), "check-reading-time")
}

// chain is the one that is meant.
func (d *Desk) chain(in CheckInput) (*chaincfg.Params, error) {
	if in.Network != "" || in.Bundle == "" || !in.Offline {
		return d.Chain(in.Network)
	}
	b, err := d.Open(in.Bundle)
	if err != nil {
		return nil, err
	}
	if params, err := b.CheckedOn(); params != nil || err != nil {
		return params, err
	}
	return d.Chain("")
}

// fillNotes writes the IDs of transactions that were found into the bundle's
// notes, where the agent has put none.
func (d *Desk) fillNotes(ctx context.Context, id string, r *trade.Result) error {
	b, err := d.Open(id)
	if err != nil {
		return err
	}
	change := bundle.NotesChange{Tx: map[diagnostics.TxRole]string{}, Found: true}
	for _, tx := range r.Transactions {
		noted := b.Notes().Tx[tx.Role]
		if tx.ID != nil && (tx.Msg() != nil || isNamed(tx)) && (noted == "" || slices.Contains(b.Notes().Found, tx.Role)) && noted != tx.ID.String() {
			change.Tx[tx.Role] = tx.ID.String()
		}
	}
	if state, _ := b.State(); len(change.Tx) == 0 || state != bundle.Open {
		return nil
	}
	return b.SetNotes(ctx, change)
}

// isNamed reports whether contract, logs or copied texts name a transaction,
// which a developer is to know also if no source has it.
func isNamed(tx trade.Checked) bool {
	return slices.ContainsFunc(tx.Origins, func(o trade.Origin) bool {
		return o.Kind == trade.FromContract || o.Kind == trade.FromLog || o.Kind == trade.FromPaste
	})
}

// overheard is a ledger whose disagreements are remembered.
type overheard struct {
	ledger trade.Ledger
	all    []explorer.Disagreement
}

// Check asks the ledger.
func (o *overheard) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := o.ledger.Check(ctx, wants...)
	o.all = append(o.all, a.Disagreements...)
	for _, tx := range a.Transactions {
		o.all = append(o.all, tx.Disagreements...)
	}
	return a, err
}

// caught gives each disagreement once, in a fixed order.
func (o *overheard) caught() []explorer.Disagreement {
	slices.SortFunc(o.all, func(a, b explorer.Disagreement) int {
		return bytes.Compare([]byte(a.Code+"\x00"+explorer.Lie(a.Source)+"\x00"+explorer.Lie(a.Detail)), []byte(b.Code+"\x00"+explorer.Lie(b.Source)+"\x00"+explorer.Lie(b.Detail)))
	})
	return slices.Compact(o.all)
}

// known gathers what is known before anybody is asked.
func (d *Desk) known(ctx context.Context, in CheckInput, progress Progress) (bundle.Known, error) {
	var k bundle.Known
	if in.Bundle != "" {
		b, err := d.Open(in.Bundle)
		if err != nil {
			return k, err
		}
		if k, err = b.Known(ctx, progress); err != nil {
			return k, err
		}
	}
	if in.Dispute != "" {
		k.Dispute = in.Dispute
	}
	if err := readInto(&k, in.Contract, trade.FromContract); err != nil {
		return k, err
	}
	for _, path := range in.Raw {
		if err := readInto(&k, path, trade.FromPaste); err != nil {
			return k, err
		}
	}
	if err := givenIDs(&k, in.IDs); err != nil {
		return k, err
	}
	if len(in.Logs) > 0 {
		if err := d.readLogs(ctx, &k, in.Logs, progress); err != nil {
			return k, err
		}
	}
	return k, nil
}

// readInto takes in a file; "" is none.
func readInto(k *bundle.Known, path string, kind trade.OriginKind) error {
	if path == "" {
		return nil
	}
	text, err := ReadGiven(path)
	if err != nil {
		return err
	}
	u, err := k.Read(text, trade.Origin{Kind: kind})
	k.Notes = append(k.Notes, u.Notes...)
	return err
}

// givenIDs takes in the IDs that were typed.
func givenIDs(k *bundle.Known, ids map[diagnostics.TxRole][]string) error {
	seen := map[string]diagnostics.TxRole{}
	for _, role := range diagnostics.TxRoles() {
		for _, text := range ids[role] {
			plain, err := diagnostics.ParseTxID(text)
			if err != nil {
				return fmt.Errorf("%s: %w", role, err)
			}
			if first, twice := seen[plain]; twice && first != role {
				return diagnostics.WithHint(fmt.Errorf("the same transaction ID is given as %s and as %s", first, role), "each of the five transactions has an ID of its own")
			}
			seen[plain] = role
			id, err := chainhash.NewHashFromStr(plain)
			if err != nil {
				return err
			}
			if k.IDs == nil {
				k.IDs = map[diagnostics.TxRole][]trade.Claim{}
			}
			k.IDs[role] = append(k.IDs[role], trade.Claim{ID: *id, Origin: trade.Origin{Kind: trade.FromAgent}})
		}
	}
	return nil
}

// readLogs takes in logs that lie in no bundle. What was named and cannot be read
// is noted beside the others; that nothing is a log is an error.
func (d *Desk) readLogs(ctx context.Context, k *bundle.Known, paths []string, progress Progress) error {
	g, err := bundle.Gather(ctx, paths, bundle.GatherOptions{Limits: d.now().limits, TempDir: d.now().library.TempDir(), Progress: progress})
	if err != nil {
		return err
	}
	defer g.Close() //nolint:errcheck // a scratch file; nothing is lost with it
	files, _ := logsIn(g)
	if len(files) == 0 {
		return noLogInIt()
	}
	for _, s := range g.Skipped {
		if !strings.Contains(s.Path, "/") { // it was named itself
			k.Notes = append(k.Notes, s.Reason)
		}
	}
	return k.ReadLogs(ctx, files, progress)
}

// ledger gives who is asked. Offline a bundle answers itself, by what it keeps:
// asked is then when a source last answered, zero if none ever did.
func (d *Desk) ledger(in CheckInput, params *chaincfg.Params, k bundle.Known, out *Checked) (ledger trade.Ledger, asked time.Time, err error) {
	anchors, err := d.anchors(params)
	if err != nil {
		out.Notes = append(out.Notes, said(err))
	}
	var evidence *bundle.Evidence
	if in.Bundle != "" {
		b, err := d.Open(in.Bundle)
		if err != nil {
			return nil, asked, err
		}
		evidence = b.Evidence(params, anchors)
	}
	if in.Offline && evidence != nil {
		return bundle.NewKept(evidence, k.Logs), evidence.Asked(), nil
	}
	o := explorer.Options{Network: params, Anchors: anchors, Watch: in.Watch}
	if evidence != nil {
		o.Store = evidence
	}
	if k.Logs != nil && k.Logs.Len() > 0 {
		o.Sources = append(o.Sources, k.Logs)
	}
	if !in.Offline {
		sources, notes, err := d.asked(in, params)
		if err != nil {
			return nil, asked, err
		}
		o.Sources = append(o.Sources, sources...)
		out.Notes = append(out.Notes, notes...)
	}
	return explorer.NewClient(o), asked, nil
}

// CheckExplorer reports why an address that was given for a check cannot be an
// explorer's.
func CheckExplorer(address string) error {
	if _, err := esplora.CheckURL(address); err != nil {
		return diagnostics.WithHint(fmt.Errorf("%.100q: %w", address, err), "give it as: http://….onion, or https:// for one that has none")
	}
	return nil
}

// asked gives the explorers and the own node, or the explorers that were given
// instead. The notes name those of the settings that cannot be asked, so that
// nobody takes the others for all.
func (d *Desk) asked(in CheckInput, params *chaincfg.Params) (list []explorer.Source, notes []string, err error) {
	s := d.now().settings
	if len(in.Explorers) > 0 {
		s.Node, s.Explorers = config.Node{}, nil
		s.Tor.Clearnet = true // what is named is meant; Tor itself still refuses what is not switched on
		for i, address := range in.Explorers {
			if err := CheckExplorer(address); err != nil {
				return nil, nil, err
			}
			name := fmt.Sprintf("explorer %d", i+1)
			s.Explorers = append(s.Explorers, config.Explorer{Name: name, Operator: name, URL: address})
		}
	}
	for _, e := range s.Asked() {
		const left = "the explorer %s of the settings is not asked: %v"
		if _, err := esplora.CheckURL(e.URL); err != nil {
			notes = append(notes, fmt.Sprintf(left, e.Name, err))
		} else if !s.Asks(e) {
			notes = append(notes, fmt.Sprintf(left, e.Name, "it has no onion address, and such are not switched on (tor.clearnet)"))
		}
	}
	list, err = d.network.sources(s, params)
	return list, notes, err
}

// usualTimeout is how long the check may take.
func (d *Desk) usualTimeout(in CheckInput) time.Duration {
	addresses := in.Explorers
	if len(addresses) == 0 {
		addresses = servers(d.now().settings)
	}
	if allOwn(addresses) {
		return ownTimeout
	}
	return torTimeout
}
