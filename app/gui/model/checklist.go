package model

import (
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Heading is what stands above a bundle: how it is, and why it cannot be
// changed if so.
type Heading struct {
	ID      diagnostics.TradeID
	Sign    Sign
	State   Phrase
	Warning Message // of a bundle that is read-only or damaged
}

// HeadingOf is the heading for a checklist.
func HeadingOf(c bundle.Checklist) Heading {
	h := Heading{ID: c.ID}
	h.Sign, h.State = standing(c.State, c.Ready, len(c.Missing))
	switch c.State {
	case bundle.Open:
	case bundle.ReadOnly:
		h.Warning = Message{
			Sign: Warn,
			Text: Say("heading.readonly", "This bundle is read-only: {{.Reason}}", "Reason", reasonOf(c)),
			Hint: Say("heading.readonly.hint", "It can be read, scanned and handed off. To change it, use the newer Tradecase."),
		}
	case bundle.Damaged:
		h.Warning = Message{
			Sign: Bad,
			Text: Say("heading.damaged", "This bundle is damaged: {{.Reason}}", "Reason", reasonOf(c)),
			Hint: Say("heading.damaged.hint", "What lies in it is listed under Items and is still on the disk; nothing in it is changed."),
		}
	}
	return h
}

// reasonOf says why a bundle is not open.
func reasonOf(c bundle.Checklist) Phrase {
	if code, args := diagnostics.Code(c.Cause); code != "" {
		return told("error."+code, c.Reason, args)
	}
	return Plain(Bounded(c.Reason))
}

// Row is one line of the checklist.
type Row struct {
	Key    string // stable within a checklist
	Sign   Sign
	Title  Phrase
	State  Phrase
	Detail Phrase
	Ask    Phrase // what to send to the trader; empty if there is nothing to ask
	Fill   Fill
	Target Target // for Fill File
}

// Fill says how a row is filled.
type Fill int

// The ways to fill a row.
const (
	NoFill Fill = iota
	File        // by adding files to Target
	Write       // by writing it down in the notes
	Sort        // by saying of items what they are
)

// Group is a part of the checklist under a title.
type Group struct {
	Title Phrase
	Rows  []Row
}

// Groups sorts a checklist: what is missing first, what is there last. Groups
// without rows are left out. Of a damaged bundle nothing is known, neither that
// something is there nor that it is missing.
func Groups(c bundle.Checklist) []Group {
	if c.State == bundle.Damaged {
		return []Group{{Title: Say("checklist.unknown", "What is missing cannot be known")}}
	}
	var missing, unsure, there, optional []Row
	for _, r := range c.Items {
		row := rowOf(r)
		switch r.State {
		case bundle.Missing, bundle.Partial:
			missing = append(missing, row)
		case bundle.Unsure:
			unsure = append(unsure, row)
		case bundle.Empty:
			optional = append(optional, row)
		default:
			there = append(there, row)
		}
	}
	var groups []Group
	for _, g := range []Group{
		{Count("checklist.missing", "Still missing ({{.Count}})", len(missing)), missing},
		{Count("checklist.unsure", "To be sorted ({{.Count}})", len(unsure)), unsure},
		{Count("checklist.there", "There ({{.Count}})", len(there)), there},
		{Say("checklist.optional", "Only if it helps"), optional},
	} {
		if len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func rowOf(r bundle.Row) Row {
	row := Row{
		Key:   string(r.Slot) + " " + string(r.Party),
		Sign:  rowSign(r.State),
		Title: told("checklist.title."+r.Name(), r.Title, nil), Detail: Plain(Bounded(r.Detail)), State: rowState(r.State),
	}
	if r.DetailCode != "" {
		row.Detail = told("checklist.detail."+r.DetailCode, r.Detail, r.DetailArgs)
	}
	if r.State != bundle.Done {
		row.Ask = told("checklist.ask."+r.Name(), r.Ask, nil)
	}
	row.Fill, row.Target = fillOf(r)
	return row
}

func fillOf(r bundle.Row) (Fill, Target) {
	if _, err := bundle.ParseSlot(string(r.Slot)); err == nil {
		return File, Target{Slot: r.Slot}
	}
	switch {
	case r.State == bundle.Unsure:
		return Sort, Target{}
	case r.Slot == "logs":
		return File, Target{Party: r.Party}
	}
	return Write, Target{}
}

func rowState(s bundle.RowState) Phrase {
	switch s {
	case bundle.Done:
		return Say("row.done", "there")
	case bundle.Missing:
		return Say("row.missing", "missing")
	case bundle.Partial:
		return Say("row.partial", "in part")
	case bundle.Empty:
		return Say("row.optional", "optional")
	case bundle.Unsure:
		return Say("row.unsure", "to be sorted")
	}
	return Say("row.unknown", "unknown")
}
