package redact

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// homeKind says what a folder's children are.
type homeKind uint8

const (
	winUsers  homeKind = iota // Users and its translations: any characters, blanks too
	unixHome                  // home: no blanks, as a rule
	volumes                   // macOS: disks, often called after their owner
	mediaHome                 // Linux: a user's mounted disks
)

// homeFolders are the folders whose children are called after users.
var homeFolders = map[string]homeKind{
	"users": winUsers, "documents and settings": winUsers, "documents%20and%20settings": winUsers,
	"dokumente und einstellungen": winUsers, "benutzer": winUsers, "utilisateurs": winUsers, "usuarios": winUsers,
	"usuários": winUsers, "usu\xe1rios": winUsers, "usu%c3%a1rios": winUsers, "utenti": winUsers, "gebruikers": winUsers,
	"användare": winUsers, "anv\xe4ndare": winUsers, "brukere": winUsers, "brugere": winUsers, "käyttäjät": winUsers,
	"uživatelé": winUsers, "używkownicy": winUsers, "użytkownicy": winUsers, "felhasználók": winUsers, "utilizadores": winUsers,
	"utilizatori": winUsers, "пользователи": winUsers, "kullanıcılar": winUsers, "χρήστες": winUsers,
	"home": unixHome, "volumes": volumes, "media": mediaHome,
}

// notNames are folders among users' folders that are nobody's.
var notNames = map[string]bool{
	"shared": true, "public": true, "default": true, "default user": true, "all users": true,
	".": true, "..": true, "...": true, "…": true, "lost+found": true, "desktop.ini": true,
}

// notVolumes are disks that are called so on every Mac, and mount points that
// are called so on every Linux.
var notVolumes = map[string]bool{
	"macintosh hd": true, "macintosh hd - data": true, "preboot": true, "recovery": true, "vm": true, "update": true, "data": true,
	"com.apple.timemachine.localsnapshots": true, "cdrom": true, "cdrom0": true, "usb": true, "floppy": true, "floppy0": true,
}

// maxName bounds a user's name in a path, in bytes, escapes included.
const maxName = 255

// homeHit deals with a home folder's name at d[start:end].
func (s *scanner) homeHit(start, end int, kind homeKind) {
	d := s.data
	left, anchored := s.pathBefore(start, kind)
	gap := sepAt(d, end)
	if !left || gap == 0 {
		return
	}
	i := end + gap
	if kind == unixHome && hasFold(d, i, ".ecryptfs") {
		if gap := sepAt(d, i+len(".ecryptfs")); gap > 0 {
			i += len(".ecryptfs") + gap
		}
	}
	s.userName(i, kind, anchored)
}

// pathBefore looks at what stands before a home folder's name: whether it is a
// path at all, and whether that begins at a root.
func (s *scanner) pathBefore(start int, kind homeKind) (isPath, anchored bool) {
	d := s.data
	gap, slash := sepBefore(d, start)
	if gap == 0 {
		return false, false
	}
	i := start - gap
	anchored = freshEdge(d, i)
	if !anchored {
		switch {
		case i >= 2 && letter(d[i-1]) && !alnum(d[i-2]): // C:\ without colon: /c/Users, c|/Users
			anchored = true
		case !slash:
			anchored = true
		default:
			for _, parent := range []string{"/var", "/export", "/usr", "/run", "/data", "%2fvar", "%2fexport", "%2frun"} {
				anchored = anchored || hasFold(d, i-len(parent), parent)
			}
		}
	}
	if kind == mediaHome && !anchored || kind == volumes && !anchored {
		return false, false
	}
	if !anchored && !absolute(d, i) {
		return false, false
	}
	return true, anchored
}

// absolute reports whether the word that reaches up to i is a path from a root
// and no web address.
func absolute(d []byte, i int) bool {
	from := i
	for from > 0 && i-from < 256 && d[from-1] > ' ' && strings.IndexByte("\"'(<=,]", d[from-1]) < 0 {
		from--
	}
	word := bytes.ToLower(d[from:i])
	if from > 0 && d[from-1] == ']' || bytes.Contains(word, []byte("http:")) || bytes.Contains(word, []byte("https:")) {
		return false
	}
	return len(word) > 0 && strings.IndexByte("/~.\\%", word[0]) >= 0 || bytes.Contains(word, []byte(":/"))
}

// sepAt is the length of the path separator at i, escapes and doubling included.
func sepAt(d []byte, i int) (size int) {
	p := i
	for p < len(d) && p-i < 24 {
		n := oneSep(d, p)
		if n == 0 {
			break
		}
		p += n
	}
	return p - i
}

func oneSep(d []byte, p int) (size int) {
	switch d[p] {
	case '/':
		return 1
	case '\\':
		return backslashes(d, p)
	case '%':
		for _, esc := range [...]string{"%5c", "%255c", "%2f", "%252f"} {
			if hasFold(d, p, esc) {
				return len(esc)
			}
		}
	case '&':
		for _, esc := range [...]string{"&#92;", "&#x5c;", "&#47;", "&#x2f;"} {
			if hasFold(d, p, esc) {
				return len(esc)
			}
		}
	}
	return 0
}

// backslashes is how many of the backslashes at p separate folders. Those of an
// escaped letter do not; in JSON there is one of them behind two that do, and
// each further level doubles both.
func backslashes(d []byte, p int) int {
	n := escapeLead(d, p)
	r, ok := unicodeEscapeAt(d, p+n)
	if !ok || r < 0x80 && r != '\'' && r != '&' {
		return n
	}
	if n%3 == 0 {
		return n / 3 * 2
	}
	return 0
}

// escapeLead counts the backslashes at p.
func escapeLead(d []byte, p int) (n int) {
	for p+n < len(d) && d[p+n] == '\\' && n < 24 {
		n++
	}
	return n
}

// sepBefore is the length of the path separator that ends before i.
func sepBefore(d []byte, i int) (size int, slash bool) {
	p := i
	for p > 0 && i-p < 24 {
		switch {
		case d[p-1] == '/':
			slash = true
			p--
			continue
		case d[p-1] == '\\':
			p--
			continue
		}
		n := 0
		for _, esc := range [...]string{"%5c", "%255c", "&#92;", "&#x5c;", "%2f", "%252f", "&#47;", "&#x2f;"} {
			if hasFold(d, p-len(esc), esc) {
				n = len(esc)
				slash = slash || esc[len(esc)-1] == 'f' || esc == "&#47;" || esc == "&#x2f;"
			}
		}
		if n == 0 {
			break
		}
		p -= n
	}
	return i - p, slash
}

// userName finds the name that begins at i, behind a home folder.
func (s *scanner) userName(i int, kind homeKind, anchored bool) {
	d := s.data
	if _, _, size := pseudonymAt(d, i); size > 0 || placeholder(d, i) {
		return
	}
	whole, closed := nameBeforeSep(d, i)
	if cut := cutAtKey(d, i, whole); cut < whole {
		s.addUser(i, cut, kind, anchored)
		return
	}
	if closed && kind == unixHome && bytes.IndexByte(d[i:whole], ' ') >= 0 && !homeChild(d, whole) {
		closed = false
	}
	if closed {
		s.addUser(i, whole, kind, anchored)
		if stop := bytes.IndexAny(d[i:whole], ",;"); stop > 0 { // two paths in one sentence
			s.addUser(i, i+stop, kind, anchored)
		}
		return
	}
	end := nameAlone(d, i, kind)
	if kind == mediaHome || end == i {
		return
	}
	if end < len(d) && d[end] == ':' && end-i > 2 && d[end-2] == ' ' && letter(d[end-1]) { // a drive follows
		end = i + len(bytes.TrimRight(d[i:end-2], " ."))
	}
	if bytes.IndexByte(d[i:end], ' ') < 0 {
		s.addUser(i, end, kind, anchored)
		return
	}
	s.addTail(i, end)
}

// cutAtKey shortens a name to what stands before " key=", which begins another
// entry of a list of settings.
func cutAtKey(d []byte, i, end int) int {
	for p := i + 1; p < end; p++ {
		if d[p] == ' ' && keyFollows(d, p) {
			return i + len(bytes.TrimRight(d[i:p], " ,;"))
		}
	}
	return end
}

// placeholder recognises what stands for a name: $USER, %USERNAME%, <name>,
// {user}, ~.
func placeholder(d []byte, i int) bool {
	if i >= len(d) {
		return true
	}
	switch d[i] {
	case '$', '<', '{', '~', '*':
		return true
	case '%':
		return hasFold(d, i, "%user")
	}
	return false
}

// nameBeforeSep finds the path separator that ends the name at i. closed is
// false if there is none, or if what stands before it is more than a name.
func nameBeforeSep(d []byte, i int) (end int, closed bool) {
	p := i
	for p < len(d) && p-i <= maxName {
		if gap := sepAt(d, p); gap > 0 {
			break
		}
		n := namePart(d, p)
		if n == 0 {
			return p, false
		}
		p += n
	}
	if gap := sepAt(d, min(p, len(d)-1)); p == i || p >= len(d) || gap == 0 {
		return p, false
	}
	if last := d[p-1]; strings.IndexByte(" .'`,;)]}", last) >= 0 && !(last == ')' && bytes.IndexByte(d[i:p], '(') >= 0) {
		return p, false
	}
	return p, true
}

// namePart is the length of the character of a name at p, 0 if it cannot stand
// in one.
func namePart(d []byte, p int) int {
	switch b := d[p]; {
	case b == '[':
		if _, _, size := pseudonymAt(d, p); size > 0 {
			return 0
		}
		return 1
	case b == '\\': // no separator, so an escaped character
		n := escapeLead(d, p)
		if r, ok := unicodeEscapeAt(d, p+n); ok && r >= ' ' && r != '"' && r != '<' && r != '>' {
			return n + 5
		}
		return 0
	case b == '&' && (hasFold(d, p, "&quot;") || hasFold(d, p, "&#34;") || hasFold(d, p, "&lt;") || hasFold(d, p, "&gt;")):
		return 0
	case b < ' ', b == '"', b == '<', b == '>', b == '|', b == '*', b == ':', b == 0x7F:
		return 0
	}
	if v, ok := percentAt(d, p); ok {
		if v < ' ' || strings.IndexByte(`"<>|*:?`, v) >= 0 {
			return 0
		}
		return 3
	}
	return 1
}

// homeChild reports whether a folder as it stands in many home folders follows
// the separator at i.
func homeChild(d []byte, i int) bool {
	gap := sepAt(d, i)
	for _, child := range []string{".", "snap", "desktop", "downloads", "documents", "bisq", "appdata", "library"} {
		if hasFold(d, i+gap, child) {
			return true
		}
	}
	return false
}

// nameAlone finds the end of a name that no separator follows.
func nameAlone(d []byte, i int, kind homeKind) int {
	p := i
	for p < len(d) && p-i < maxName {
		b := d[p]
		if gap := sepAt(d, p); gap > 0 {
			break
		}
		n := namePart(d, p)
		entity := b == '&' && n == 1 && bytes.IndexByte(d[p:min(len(d), p+10)], ';') > 0
		if n == 0 || n == 1 && !entity && strings.IndexByte("'`,;)]}?(", b) >= 0 || b == ' ' && kind == unixHome {
			break
		}
		if entity {
			n = bytes.IndexByte(d[p:], ';') + 1
		}
		p += n
	}
	p = min(p, len(d))
	for p > i && p < len(d) && d[p] >= 0x80 && !utf8.RuneStart(d[p]) {
		p--
	}
	for p > i && (d[p-1] == ' ' || d[p-1] == '.' || d[p-1] == '\t') {
		p--
	}
	return p
}

// addUser adds the name d[i:end], unless it is nobody's.
func (s *scanner) addUser(i, end int, kind homeKind, anchored bool) {
	raw := s.data[i:end]
	v, ok := s.userValue(raw)
	if !ok || notNames[strings.ToLower(v.text)] {
		return
	}
	if kind == volumes || kind == mediaHome {
		if notVolumes[strings.ToLower(v.text)] {
			return
		}
	}
	v.spread = v.spread && anchored
	s.add(i, end, v, rankLabelled)
}

// userValue is textValue with a small memory: the same few paths come again
// and again.
func (s *scanner) userValue(raw []byte) (value, bool) {
	if v, ok := s.users[string(raw)]; ok {
		return v, v.id != ""
	}
	v, ok := textValue(User, raw, true)
	if len(s.users) < 1024 {
		if s.users == nil {
			s.users = make(map[string]value)
		}
		s.users[string(raw)] = v
	}
	return v, ok
}

// addTail adds what follows a home folder where a name with blanks may be
// followed by more text. If it begins with a name that is known from elsewhere
// and goes on in small letters, that is the name; else all of it is hidden.
func (s *scanner) addTail(i, end int) {
	raw := s.data[i:end]
	if s.known == nil {
		s.matches = append(s.matches, match{start: i, end: end, at: s.at, rank: rankLabelled, tail: true})
		s.reach(end)
		return
	}
	if n, ok := s.knownName(raw); ok {
		end = i + n
	}
	if v, ok := s.userValue(s.data[i:end]); ok && !notNames[strings.ToLower(v.text)] {
		s.add(i, end, v, rankLabelled)
	}
}

// knownName looks for the longest known name that raw begins with.
func (s *scanner) knownName(raw []byte) (n int, ok bool) {
	for n = len(raw); n > 0; n = bytes.LastIndexByte(raw[:n], ' ') {
		if n < len(raw) && n+1 < len(raw) && (raw[n+1] < 'a' || raw[n+1] > 'z') {
			continue
		}
		name := bytes.TrimRight(raw[:n], " .")
		if notNames[strings.ToLower(string(name))] {
			return len(name), true
		}
		if v, found := s.userValue(name); found && s.known(v.id) {
			return len(name), true
		}
	}
	return 0, false
}
