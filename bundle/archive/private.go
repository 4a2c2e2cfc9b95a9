package archive

import (
	"bytes"
	"path"
	"strings"
)

// Reasons for what is never accepted. The content of such a file is at most
// looked at to recognise it; it is never handed on.
const (
	whyPrivateFolder = "in Bisq's private folder "
	whyWallet        = "a wallet: never accepted"
	whyKey           = "a key or certificate: never accepted"
	whyDatabase      = "a database: never accepted"
)

// privateFolders are Bisq's folders with wallets, keys and trades.
var privateFolders = map[string]bool{"wallet": true, "keys": true, "tor": true, "db": true}

// privateName gives the reason for which a file is refused by its path alone,
// or "".
func privateName(clean string) string {
	dir, base := path.Split(strings.ToLower(clean))
	for part := range strings.SplitSeq(dir, "/") {
		if privateFolders[part] {
			return whyPrivateFolder + part + "/"
		}
	}
	switch {
	case strings.Contains(base, ".wallet"), strings.HasSuffix(base, ".spvchain"),
		strings.HasPrefix(base, "wallet") && (strings.HasSuffix(base, ".backup") || strings.HasSuffix(base, ".dat")),
		strings.HasSuffix(base, ".seed"):
		return whyWallet
	}
	switch base {
	case "private_key", "hs_ed25519_secret_key", "hs_ed25519_public_key", "id_rsa", "id_ed25519", "id_ecdsa", "id_dsa":
		return whyKey
	}
	switch path.Ext(base) {
	case ".key", ".pem", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".kdb", ".ppk", ".gpg", ".pgp":
		return whyKey
	case ".db", ".sqlite", ".sqlite3", ".ldb", ".sst":
		return whyDatabase
	}
	return ""
}

// privateContent gives the reason for which a file is refused by how it
// begins, or "".
func privateContent(head []byte) string {
	start := head[:min(len(head), 96)]
	switch {
	case bytes.HasPrefix(start, []byte("SQLite format 3\x00")):
		return whyDatabase
	case bytes.HasPrefix(start, []byte("== ed25519v1-")):
		return whyKey
	case bytes.HasPrefix(start, []byte("\x0a")) && bytes.Contains(start, []byte("org.bitcoin.")),
		bytes.HasPrefix(start, []byte("SPVB")),                              // bitcoinj's block store
		bytes.Contains(start, []byte("\x62\x31\x05\x00")) && !isText(start): // Bitcoin Core's Berkeley DB
		return whyWallet
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xEF\xBB\xBF")), " \t\r\n")
	if bytes.HasPrefix(text, []byte("-----BEGIN ")) && bytes.Contains(text, []byte("KEY")) ||
		bytes.HasPrefix(text, []byte("PuTTY-User-Key-File")) {
		return whyKey
	}
	return ""
}

// Reasons lists why a single file is usually left out, as Skipped.Reason says
// it; those that end in a space are followed by a name.
func Reasons() []string {
	return []string{
		whyPrivateFolder, whyWallet, whyKey, whyDatabase, whyUnknown, whyLink, whyDevice,
		whyContract, whyText, whyNotLog, whyHEIC, whyPDF, whyVideo, whyProgram,
		ErrEmpty.Error(), ErrPassword.Error(), ErrDamaged.Error(), ErrUnsupported.Error(), ErrParts.Error(),
		whyControl, whyNetwork, whyAbsolute, whyDrive, whyLong, whyOutside, whyDot, whyReserved,
		whyNoName, whyFull, whyTwice, whyUnusual, whyHoles,
	}
}
