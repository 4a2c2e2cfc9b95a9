// Package redact finds private data in a bundle's texts and replaces it with
// pseudonyms such as [email-1].
//
// It works in two passes. Collect reads all items and yields a Plan; the
// plan's Rewrite then replaces, item by item. A value that only shows itself
// in the last item is thus replaced in the first one too. Check searches the
// finished output; Audit searches a bundle that somebody else made.
//
// What is found, in order of rank:
//
//	payload       a payment-account payload object, hidden whole; what does not
//	              balance is hidden up to the next log entry or the item's end
//	key           private keys (checksum, label or key file's form), seed words
//	labelled      payment fields by their key, OS user names by their path
//	self-evident  e-mail, IBAN (checksum), phone with country code, public IP;
//	              in the public profile also trade IDs, hex IDs, onions and
//	              Bitcoin addresses (checksum)
//	spread        a value found as one of the above, seen again elsewhere in any
//	              of its spellings; and the user's own words
//
// Where findings overlap, everything that any of them covers is replaced, once:
// by the longest finding's pseudonym, among equally long ones by that of the
// higher rank.
//
// A value spreads beyond the field or path it was found in if it is an e-mail
// address, an IBAN, a phone number, a key or an own word; or if it identifies a
// person, has at least four letters and is not made of common words
// (words.txt). The same value in another spelling (case, accents, escapes,
// character set, separators) has the same pseudonym. Numbers follow the first
// finding in the order of item paths and offsets, so neither the order of the
// items nor parallelism matters.
//
// Texts that already hold tokens of the same shape keep them: they are never
// taken as values, and numbering starts above the highest one of their class. A
// field in prose or in a dump that begins with such a token counts as redacted.
// A value that was in none of the collected items (a file name given to
// Plan.Text, an item that Collect did not see) is replaced with number 0.
package redact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"

	"tradecase/diagnostics"
)

// Class is a kind of private data. Its name is an API: it stands in
// pseudonyms, manifests and other programs' output.
type Class string

// The classes. Those after Word are replaced in the public profile only.
const (
	Email   Class = "email"
	IBAN    Class = "iban"
	Phone   Class = "phone"
	IP      Class = "ip"
	User    Class = "user"    // OS user and host names
	Payment Class = "payment" // other payment fields, holders' names among them
	Payload Class = "payload" // whole payment-account payload objects
	Key     Class = "key"     // private keys, view keys, seed words
	Word    Class = "word"    // the user's own words
	TradeID Class = "trade-id"
	TxID    Class = "txid"  // 64 hex digits
	Hash    Class = "hash"  // 40 hex digits, or more than 64
	Onion   Class = "onion" // version 2 and 3
	Address Class = "address"
)

// classes lists all classes; where a value was found as several, the first
// one here names its pseudonym.
var classes = [...]Class{
	Key, IBAN, Email, Phone, IP, User, Payment, Word,
	TradeID, Onion, Address, TxID, Hash, Payload,
}

// Profile says which classes are hidden.
type Profile string

// The profiles.
const (
	Support Profile = "support" // for the people who work on the trade; the zero Profile means it too
	Public  Profile = "public"  // for everyone: also hides what ties texts to a trade or a node
)

// ParseProfile reads a profile's name.
func ParseProfile(s string) (Profile, error) {
	switch p := Profile(s); p {
	case Support, Public:
		return p, nil
	}
	return "", diagnostics.WithHint(fmt.Errorf("%q is not a profile", s), "use support or public")
}

// Item is one text of a bundle.
type Item struct {
	Path string                        // as reports show it; unique within a call
	Open func() (io.ReadCloser, error) // called once for each pass
}

// Options are the knobs of Collect and Audit.
type Options struct {
	Profile  Profile
	Hide     []string      // the user's own words, hidden as whole tokens in every spelling; shorter than two characters are ignored
	Workers  int           // items read at once; below 1: one for each processor
	Progress func(n int64) // called with bytes just dealt with, from several goroutines; may be nil
}

// Counts are numbers by class.
type Counts map[Class]int

// Leak is a place where private data is left. It never holds the value.
type Leak struct {
	Path  string `json:"path"`
	Line  int64  `json:"line"` // 1-based
	Class Class  `json:"class"`
}

// ErrChanged says that an item is not what Collect read.
var ErrChanged = errors.New("changed while it was being read")

// Audit looks for private data in a bundle that was made elsewhere. It returns
// what Check would find with a plan made from the items themselves, sorted by
// path and line. profile takes precedence over opt.Profile.
func Audit(ctx context.Context, items []Item, profile Profile, opt Options) ([]Leak, error) {
	opt.Profile = profile
	plan, err := Collect(ctx, items, opt)
	if err != nil {
		return nil, err
	}
	return plan.Check(ctx, items)
}

// itemError names the item and leaves out the place on this machine.
func itemError(path string, err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = fmt.Errorf("%s: %w", pe.Op, pe.Err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// clone returns a copy of c that its caller may change.
func (c Counts) clone() Counts { return maps.Clone(c) }
