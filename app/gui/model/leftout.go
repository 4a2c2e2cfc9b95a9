package model

import (
	"strings"

	"tradecase/bundle"
)

// LeftOut is something that was not taken, and why.
type LeftOut struct {
	Path   string
	Reason Phrase
}

// LeftOutOf lists what was skipped.
func LeftOutOf(skipped []bundle.Skipped) []LeftOut {
	all := make([]LeftOut, len(skipped))
	for i, s := range skipped {
		all[i] = LeftOut{Bounded(s.Path), reason(s.Reason)}
	}
	return all
}

// reason says why something was left out. Bundles keep the core's English; what
// is not among the usual reasons stays as it is.
func reason(english string) Phrase {
	if as, ok := strings.CutPrefix(english, "the same file is in the bundle as "); ok {
		return Say("skipped.same", "the same file is in the bundle as {{.Name}}", "Name", Bounded(as))
	}
	if folder, ok := strings.CutPrefix(english, "in Bisq's private folder "); ok {
		return Say("skipped.folder", "in Bisq's private folder {{.Name}}", "Name", Bounded(folder))
	}
	switch english {
	case "a wallet: never accepted":
		return Say("skipped.wallet", "a wallet: never accepted")
	case "a key or certificate: never accepted":
		return Say("skipped.key", "a key or certificate: never accepted")
	case "a database: never accepted":
		return Say("skipped.database", "a database: never accepted")
	case "not a Bisq log or an image":
		return Say("skipped.unknown", "not a Bisq log or an image")
	case "a link: not followed":
		return Say("skipped.link", "a link: not followed")
	case "a device or a pipe":
		return Say("skipped.device", "a device or a pipe")
	}
	return foreign(english)
}

// foreign says what a file is that was neither a log nor an image.
func foreign(english string) Phrase {
	switch english {
	case "a contract: add it as a slot (--as contract)":
		return Say("skipped.contract", "a contract: add it with Add, beside Contract in the checklist")
	case "a text but not a Bisq log":
		return Say("skipped.text", "a text but not a Bisq log")
	case "not a Bisq log":
		return Say("skipped.notlog", "not a Bisq log")
	case "a HEIC or AVIF image: ask for PNG or JPEG":
		return Say("skipped.heic", "a HEIC or AVIF image: ask for PNG or JPEG")
	case "a PDF: ask for a screenshot as PNG or JPEG":
		return Say("skipped.pdf", "a PDF: ask for a screenshot as PNG or JPEG")
	case "a video":
		return Say("skipped.video", "a video")
	case "a program":
		return Say("skipped.program", "a program")
	}
	return packed(english)
}

// packed says what is wrong with an archive in what was added.
func packed(english string) Phrase {
	switch english {
	case "nothing usable inside":
		return Say("skipped.empty", "nothing usable inside")
	case "protected by a password":
		return Say("skipped.password", "protected by a password")
	case "damaged or cut short":
		return Say("skipped.damaged", "damaged or cut short")
	case "packed in a way that is not supported":
		return Say("skipped.unsupported", "packed in a way that is not supported")
	case "one part of an archive that was split":
		return Say("skipped.parts", "one part of an archive that was split")
	}
	return named(english)
}
