package gui

import (
	"context"
	"time"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// Desk is what the window has done for it: work.Desk. All of it may take long
// and is called in the background only.
type Desk interface {
	Use(s config.Settings) // takes seconds if Tor has to be started anew
	Network() *work.Network
	TestExplorers(ctx context.Context, network string, tell func(work.Tested)) ([]work.Tested, error)
	List() ([]bundle.Summary, error)
	Stamp() uint64
	New(ctx context.Context, tradeID string) (bundle.Checklist, error)
	Status(tradeID string) (work.Status, error)
	Add(ctx context.Context, tradeID string, party diagnostics.Party, paths []string, progress work.Progress) (bundle.Added, error)
	AddSlot(ctx context.Context, tradeID string, slot bundle.Slot, paths []string) (bundle.Added, error)
	AddImage(ctx context.Context, tradeID string, party diagnostics.Party, slot bundle.Slot, image []byte) (bundle.Added, error)
	Move(ctx context.Context, tradeID, item string, party diagnostics.Party, slot *bundle.Slot) (bundle.Item, error)
	Remove(ctx context.Context, tradeID, item string) (bundle.Item, error)
	Undo(ctx context.Context, tradeID string) (bundle.Change, error)
	Forget(ctx context.Context, tradeID string) error
	Note(ctx context.Context, tradeID string, change bundle.NotesChange) (work.Status, error)
	ScanBundle(ctx context.Context, tradeID string, progress work.Progress) (work.Scanned, error)
	Index(ctx context.Context, tradeID string, progress work.Progress) (*logs.Index, error)
	Check(ctx context.Context, in work.CheckInput, progress work.Progress) (work.Checked, error)
	LastAsked(ctx context.Context, tradeID string) (time.Time, error)
	LastCheck(ctx context.Context, tradeID string, progress work.Progress) (work.Checked, error)
	AddText(ctx context.Context, tradeID, text string) (work.Pasted, error)
	AddPaper(ctx context.Context, tradeID, path string) (bundle.Paper, error)
	Picture(ctx context.Context, tradeID string, number, width, height int) (bundle.Picture, error)
	PrepareHandoff(ctx context.Context, tradeID string, out work.Output, progress work.Progress) (*bundle.Outgoing, error)
	PrepareRedact(ctx context.Context, paths []string, out work.Output, progress work.Progress) (*bundle.Outgoing, error)
	Verify(ctx context.Context, path string, progress work.Progress) (bundle.Verified, error)
}

var _ Desk = (*work.Desk)(nil)
