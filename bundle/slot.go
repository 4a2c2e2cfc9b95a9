package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// Slot is a place in the checklist that one file fills.
type Slot string

// The slots for files.
const (
	TradeDetails   Slot = "trade-details"
	DisputeDetails Slot = "dispute-details"
	ChatBuyer      Slot = "chat-buyer"
	ChatSeller     Slot = "chat-seller"
	Popup          Slot = "popup"
	Contract       Slot = "contract"
)

// Slots lists the slots for files.
func Slots() []Slot {
	return []Slot{TradeDetails, DisputeDetails, ChatBuyer, ChatSeller, Popup, Contract}
}

// ParseSlot reads a slot's name.
func ParseSlot(s string) (Slot, error) {
	for _, slot := range Slots() {
		if string(slot) == s {
			return slot, nil
		}
	}
	return "", diagnostics.WithHint(fmt.Errorf("%q is not a slot", s),
		"use trade-details, dispute-details, chat-buyer, chat-seller, popup or contract")
}

// party is whose slot it is, "" if nobody's in particular.
func (s Slot) party() diagnostics.Party {
	switch s {
	case ChatBuyer:
		return diagnostics.Buyer
	case ChatSeller:
		return diagnostics.Seller
	}
	return ""
}

// accepts says whether an item of that kind can stand in the slot.
func (s Slot) accepts(kind Kind) error {
	switch {
	case s == "" && kind != Text,
		s == Contract && kind == Text,
		s != "" && s != Contract && kind != Log:
		return nil
	case s == "":
		return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("a text without a slot: %w", ErrWrongKind), "texts stand in a slot; remove it instead"), "text-without-slot")
	case s == Contract:
		return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("contract: %w", ErrWrongKind), "the contract is a text: save it from the dispute window as a .json or .txt file"), "slot-contract")
	}
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s: %w", s, ErrWrongKind), "give a screenshot, or the copied text in a .txt file"), "slot-kind")
}

// ErrWrongKind marks a file that cannot stand in the slot it was given for.
var ErrWrongKind = errors.New("not fit for this slot")

// maxSlotText bounds a text in a slot, in bytes.
const maxSlotText = 16 << 20

// AddSlot puts one file into a slot: an image, or a text that was copied out
// of Bisq. Several files may stand in one slot.
func (b *Bundle) AddSlot(ctx context.Context, slot Slot, path string) (Added, error) {
	var added Added
	err := b.change(ctx, ChangeAdd, safeName(filepath.Base(path)), func(doc *document) error {
		st, err := b.newStaging(doc)
		if err != nil {
			return err
		}
		defer st.remove()
		src, err := st.takeSlot(ctx, slot, path)
		added.Skipped = st.skipped
		if err != nil {
			return about("add", path, err)
		}
		st.sources = []Source{src}
		added.Items, err = st.keep()
		return err
	})
	if err != nil {
		added.Items = nil
	}
	return added, err
}

func (st *staging) takeSlot(ctx context.Context, slot Slot, path string) (Source, error) {
	blob, err := openGiven(path)
	if err != nil {
		return Source{}, err
	}
	defer blob.Close() //nolint:errcheck // opened for reading
	head := make([]byte, min(blob.Size(), 64<<10))
	if _, err := blob.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Source{}, fmt.Errorf("read: %w", store.WithoutPath(err))
	}
	kind, err := slotKind(filepath.Base(path), head, blob.Size())
	if err == nil {
		err = slot.accepts(kind)
	}
	if err != nil {
		return Source{}, err
	}
	party := slot.party()
	if party == "" {
		party = diagnostics.Unknown
	}
	it := Item{
		Name: safeName(filepath.Base(path)), Party: party, Kind: kind, Slot: slot,
		Rotation: -1, From: filepath.Base(path), Added: now(),
	}
	src := Source{Name: it.Name, Party: party, Size: blob.Size(), Added: it.Added}
	return src, st.write(ctx, it, io.NewSectionReader(blob, 0, blob.Size()))
}

// openGiven opens a file that somebody named, following links.
func openGiven(path string) (store.Blob, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, diagnostics.WithCode(diagnostics.WithHint(store.WithoutPath(err), "check the path"), "path", "Name", filepath.Base(path), "Why", store.WithoutPath(err))
	}
	if info, err := os.Stat(target); err == nil && info.IsDir() {
		return nil, diagnostics.WithCode(diagnostics.WithHint(errors.New("this is a folder"), "a slot takes one file"), "slot-folder")
	}
	return store.OpenBlob(target)
}

// slotKind recognises an image or a text by its first bytes; keys and wallets
// never enter a bundle.
func slotKind(name string, head []byte, size int64) (Kind, error) {
	if why := archive.Private(name, head); why != "" {
		return "", diagnostics.WithCode(diagnostics.WithHint(errors.New(why), "wallets and keys never belong into a bundle; do not send them to anybody"), "private-file")
	}
	switch {
	case archive.IsImage(head):
		return Image, nil
	case len(head) == 0 || !archive.IsText(head):
		return "", diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w: neither an image nor a text", ErrWrongKind), "give a PNG, JPEG, WebP, BMP or GIF image, or a .txt or .json file"), "slot-neither")
	case size > maxSlotText:
		return "", diagnostics.WithCode(fmt.Errorf("%w: a text of %s, more than %s", ErrWrongKind, Size(size), Size(maxSlotText)), "slot-large", "Bytes", maxSlotText)
	case logs.Recognise(head):
		return "", diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w: this is a Bisq log", ErrWrongKind), "add it without --as"), "slot-log")
	}
	return Text, nil
}
