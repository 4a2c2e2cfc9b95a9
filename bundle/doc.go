// Package bundle keeps what is known of a trade in one private folder and
// makes the hand-off from it: create, add, checklist, notes, hand-off zip,
// verify. It calls bundle/archive to read what traders send, bundle/store to
// keep it, and diagnostics to understand and redact it.
package bundle
