package model

import (
	"errors"
	"slices"
	"strings"

	"tradecase/app/config"
)

// Explorers is the list of explorers as it is edited: rows that may be wrong
// or not finished yet.
type Explorers struct {
	Rows []config.Explorer
	own  bool // they are the user's, not the ones that come with the program
}

// NewExplorers shows the explorers that are asked.
func NewExplorers(s config.Settings) *Explorers {
	return &Explorers{Rows: s.Asked(), own: len(s.Explorers) > 0}
}

// Own reports whether the list is the user's own.
func (e *Explorers) Own() bool { return e.own }

// Add adds an empty row.
func (e *Explorers) Add() { e.Rows = append(e.Rows, config.Explorer{}) }

// Remove takes a row away.
func (e *Explorers) Remove(i int) { e.Rows = slices.Delete(e.Rows, i, i+1) }

// Set changes a row.
func (e *Explorers) Set(i int, row config.Explorer) {
	e.Rows[i] = config.Explorer{Name: strings.TrimSpace(row.Name), Operator: strings.TrimSpace(row.Operator), URL: strings.TrimSpace(row.URL)}
}

// List is what can be stored: nil if the list is the program's own again. ok
// is false, and there is something to say about a row, if it cannot be stored
// as it is.
func (e *Explorers) List() (list []config.Explorer, says map[int]Message, ok bool) {
	says = map[int]Message{}
	var at []int // the row of each that is in the list
	for i, row := range e.Rows {
		switch {
		case row == config.Explorer{}: // nothing was typed
		case row.Name == "" || row.Operator == "" || row.URL == "":
			says[i] = Message{Sign: Absent, Text: Say("explorers.unfinished", "Not stored yet: it needs a name, an operator and an address.")}
		default:
			list, at = append(list, row), append(at, i)
		}
	}
	var wrong *config.LineError
	if errors.As(config.CheckExplorers(list), &wrong) {
		says[at[wrong.Line-1]] = Trouble(wrong.Cause)
	}
	if slices.Equal(list, config.Settings{}.Asked()) {
		list = nil
	}
	return list, says, len(says) == 0
}

// Stored takes what is stored now; the rows stay as they were typed.
func (e *Explorers) Stored(s config.Settings) { e.own = len(s.Explorers) > 0 }
