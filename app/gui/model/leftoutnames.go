package model

import "strings"

// named says what is wrong with a name in an archive.
func named(english string) Phrase {
	switch english {
	case "control characters in the name":
		return Say("skipped.name.control", "control characters in the name")
	case "a network path for a name":
		return Say("skipped.name.network", "a network path for a name")
	case "an absolute path for a name":
		return Say("skipped.name.absolute", "an absolute path for a name")
	case "a drive letter in the name":
		return Say("skipped.name.drive", "a drive letter in the name")
	case "too long a path (limits.path_bytes)":
		return Say("skipped.name.long", "too long a path: the settings limit it")
	case "a name that leads out of its folder":
		return Say("skipped.name.outside", "a name that leads out of its folder")
	case "a name that ends in a dot or a blank":
		return Say("skipped.name.dot", "a name that ends in a dot or a blank")
	case "a name that Windows reserves for a device":
		return Say("skipped.name.reserved", "a name that Windows reserves for a device")
	case "no name":
		return Say("skipped.name.none", "no name")
	case "there more than once":
		return Say("skipped.name.twice", "there more than once")
	case "the name is written in an unusual way":
		return Say("skipped.name.unusual", "the name is written in an unusual way")
	}
	return strange(english)
}

// strange says what is wrong with what stands behind a name. Of the reasons
// that go on with details the beginning counts.
func strange(english string) Phrase {
	switch {
	case english == "a folder with content":
		return Say("skipped.full", "a folder with content")
	case english == "a file with holes in it":
		return Say("skipped.holes", "a file with holes in it")
	case strings.HasPrefix(english, "a name of more than "):
		return Say("skipped.name.bytes", "too long a name")
	case strings.HasPrefix(english, "packed with "):
		return Say("skipped.method", "packed in a way that is not supported: ask for a plain zip")
	case strings.HasPrefix(english, "image cannot be read: ") && strings.Contains(english, " pixels, more than "):
		return Say("skipped.image.pixels", "an image of too many pixels: ask for a smaller screenshot")
	case strings.HasPrefix(english, "image cannot be read"):
		return Say("skipped.image", "an image that cannot be read")
	case strings.HasPrefix(english, "cannot be read"):
		return Say("skipped.unreadable", "cannot be read")
	}
	if kind, more, ok := strings.Cut(english, ": "); ok {
		if p := packed(kind); p.Key != "" {
			return Say("skipped.because", "{{.What}} ({{.Why}})", "What", p, "Why", Bounded(more))
		}
	}
	return Plain(Bounded(english))
}
