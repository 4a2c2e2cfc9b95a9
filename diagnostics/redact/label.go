package redact

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// labelHit deals with a field's label at d[start:end].
func (s *scanner) labelHit(start, end int, f field) {
	d := s.data
	if start < s.deep {
		return // hidden with the field that it stands in
	}
	if d[end-1] == '=' {
		end-- // the equals sign belongs to the pattern
	}
	if !rightEdge(d, end) || !s.labelBegins(start, f.need) || !s.admitted(start, end, f.need) {
		return
	}
	if q, n := quoteAt(d, end); n > 0 {
		p := skipBlanks(d, end+n)
		if p < len(d) && (d[p] == ':' || d[p] == '=') {
			s.jsonValue(skipSpace(d, p+1), q, f)
			return
		}
	}
	if p := closedLabel(d, start, end); p > 0 {
		s.proseValue(s.skipOrnaments(p), f)
		return
	}
	s.plainLabel(skipRemark(d, end), f)
}

// closedLabel is where the value of a label in single quotes or in a tag of its
// own begins: 'label': value, <label>value. It is 0 for others.
func closedLabel(d []byte, start, end int) int {
	switch {
	case end >= len(d) || start == 0:
	case d[end] == '\'' && d[start-1] == '\'':
		if p := skipBlanks(d, end+1); p < len(d) && (d[p] == ':' || d[p] == '=') {
			return p + 1
		}
	case d[end] == '>' && d[start-1] == '<':
		return end + 1
	}
	return 0
}

// skipRemark moves over what belongs to a label and stands before its colon:
// the dot of "no.", a remark in brackets.
func skipRemark(d []byte, end int) int {
	p := end
	if p < len(d) && d[p] == '.' {
		p++
	}
	if q := skipBlanks(d, p); q < len(d) && d[q] == '(' {
		if k := bytes.IndexAny(d[q:min(len(d), q+48)], ")\n"); k > 0 && d[q+k] == ')' {
			p = q + k + 1
		}
	}
	if q := skipBlanks(d, p); q < len(d) && (d[q] == ':' || d[q] == '=') {
		return p
	}
	return end
}

// plainLabel deals with what stands behind a label without quotes.
func (s *scanner) plainLabel(end int, f field) {
	d := s.data
	p := s.skipOrnaments(end)
	switch {
	case p >= len(d):
	case d[p] == '=' || hasFold(d, p, "%3d"):
		s.dumpValue(p+sizeOfEquals(d, p), f)
	case d[p] == ':' || d[p] == '|' || hasFold(d, p, "：") || p > end && d[p-1] == '>':
		if d[p] == ':' || d[p] == '|' {
			p++
		}
		s.proseValue(s.skipOrnaments(p), f)
	case d[p] == '\t':
		s.proseValue(skipBlanks(d, p), f)
	case f.form == formDigits && p == end+1 && strings.IndexByte("0123456789", d[p]) >= 0,
		f.form == formKey && p == end+1,
		f.form == formSeed && manyWords(d, p):
		s.proseValue(p, f)
	}
}

func sizeOfEquals(d []byte, p int) int {
	if d[p] == '%' {
		return 3
	}
	return 1
}

// skipOrnaments moves over blanks, Markdown's emphasis and HTML tags.
func (s *scanner) skipOrnaments(p int) int {
	d := s.data
	for n := 0; p < len(d) && n < 24; n++ {
		switch d[p] {
		case ' ', '*', '_', '`':
			p++
		case '<':
			k := bytes.IndexByte(d[p:min(len(d), p+64)], '>')
			if k < 0 || bytes.IndexByte(d[p:p+k], '\n') >= 0 {
				return p
			}
			p += k + 1
		default:
			return p
		}
	}
	return p
}

// jsonValue deals with the value at i of a quoted key. A number, an array or
// an object is replaced as a string, so that the JSON stays valid.
func (s *scanner) jsonValue(i int, q quote, f field) {
	d := s.data
	hi := min(len(d), i+maxPayload)
	if i >= hi {
		return
	}
	if vq, n := quoteAt(d, i); n > 0 {
		end, closed := vq.closing(d, i+n, hi)
		if closed {
			s.addField(i+n, end, f, quote{})
			return
		}
		s.addLoose(i+n, end, f)
		if end == hi {
			s.leaveOpen(openEnd{kind: openString, q: vq}, end)
		}
		return
	}
	end := i
	if d[i] == '{' || d[i] == '[' {
		if _, _, size := pseudonymAt(d, i); size > 0 {
			return
		}
		end, _ = s.balanced(i, hi, q)
	} else {
		for end < hi && strings.IndexByte(",}]\r\n \t", d[end]) < 0 {
			end++
		}
	}
	s.addField(i, end, f, q)
}

// dumpValue deals with the value at i in key=value.
func (s *scanner) dumpValue(i int, f field) {
	d := s.data
	hi := min(len(d), i+maxPayload)
	i = skipBlanks(d, min(i, hi))
	if i >= hi {
		return
	}
	switch f.form {
	case formKey, formSeed, formSecret, formList:
		s.proseValue(i, f)
		return
	}
	if end := quotedEnd(d, i, hi); end > i {
		s.addLoose(i+1, end, f)
		return
	}
	if vq, n := quoteAt(d, i); n > 0 {
		end, _ := vq.closing(d, i+n, hi)
		s.addLoose(i+n, end, f)
		return
	}
	end := valueEnd(d, i, hi)
	if end == hi && (hi < len(d) || !s.eof) {
		s.leaveOpen(openEnd{kind: openLine}, end)
	}
	if f.class == User {
		end = i + cutEnvironment(d[i:end])
	}
	for end > i && d[end-1] == ' ' {
		end--
	}
	s.addLoose(i, end, f)
}

// quotedEnd finds the end of a value in single quotes, in which an apostrophe
// may stand; 0 if there are none.
func quotedEnd(d []byte, i, hi int) int {
	if d[i] != '\'' {
		return 0
	}
	for p := i + 1; p < hi && d[p] != '\n'; p++ {
		if d[p] == '\'' && (p+1 >= hi || strings.IndexByte(",;)]} \r\n\t\"", d[p+1]) >= 0) {
			return p
		}
	}
	return 0
}

// cutEnvironment shortens the value of an environment variable or Java
// property: they are listed with commas, semicolons, or blanks before "key=".
func cutEnvironment(raw []byte) int {
	for i, b := range raw {
		if strings.IndexByte(",;\"'\t|<>", b) >= 0 || b == ' ' && keyFollows(raw, i) {
			for b == '"' && i > 0 && raw[i-1] == '\\' {
				i--
			}
			return i
		}
	}
	return len(raw)
}

// proseValue deals with the value at i in "label: value".
func (s *scanner) proseValue(i int, f field) {
	d := s.data
	hi := lineEnd(d, min(i, len(d)), min(len(d), i+maxPayload))
	if i >= hi {
		if f.form == formText && f.class == Payment && i+2 < len(d) {
			s.nextLineValue(i, f)
		}
		return
	}
	if f.form == formList {
		s.listValue(i, f)
		return
	}
	if from, to, ok := quotedValue(d, i, hi); ok {
		s.addLoose(from, to, f)
		return
	}
	from := i
	i, end := plainValue(d, i, hi, f.form)
	if !bytes.ContainsFunc(d[i:max(i, end)], wordRune) && f.form != formDigits && f.form != formKey { // an ornament that we do not know
		next := min(s.skipMarks(from, hi), hi)
		if start, stop, ok := quotedValue(d, next, hi); ok && next > from {
			s.addLoose(start, stop, f)
			return
		}
		i, end = plainValue(d, next, hi, f.form)
		if bytes.ContainsAny(d[min(i, end):end], ":=") {
			return // another label
		}
	}
	s.addLoose(i, end, f)
}

// listValue deals with an array or object at i; nothing else counts.
func (s *scanner) listValue(i int, f field) {
	d := s.data
	if _, _, size := pseudonymAt(d, i); size > 0 || d[i] != '[' && d[i] != '{' {
		return
	}
	end, _ := s.balanced(i, min(len(d), i+maxPayload), quote{})
	s.addField(i, end, f, quote{})
}

// plainValue finds the value at i without quotes.
func plainValue(d []byte, i, hi int, form form) (start, end int) {
	switch form {
	case formToken:
		end = tokenEnd(d, i, hi)
	case formDigits:
		end = digitsEnd(d, i, hi)
	case formKey:
		i, end = keySpan(d, i, hi)
	case formSecret:
		end = i
		for end < hi && strings.IndexByte(" \t,;\"'<>)}&", d[end]) < 0 {
			end++
		}
	default:
		end = proseEnd(d, i, hi, form == formSeed)
	}
	return trimValue(d, i, end)
}

// curlyQuotes are quotation marks beyond ASCII, with those that close them.
var curlyQuotes = [...][2]string{{"“", "”"}, {"„", "“"}, {"„", "”"}, {"”", "”"}, {"«", "»"}, {"»", "«"}, {"‘", "’"}, {"‚", "‘"}, {"‹", "›"}}

// quotedValue finds the value at i that stands in quotes; one that no mark ends
// reaches to the line's end.
func quotedValue(d []byte, i, hi int) (start, end int, ok bool) {
	if i >= hi {
		return 0, 0, false
	}
	if q, n := quoteAt(d[:hi], i); n > 0 {
		end, closed := q.closing(d, i+n, hi)
		if closed && end == i+n && end+n < hi && (alnum(d[end+n]) || d[end+n] >= utf8.RuneSelf) { // doubled, as tables have it
			return end + n, proseEnd(d, end+n, hi, false), true
		}
		if closed || bytes.ContainsFunc(d[i+n:end], wordRune) {
			return i + n, end, true
		}
		return 0, 0, false
	}
	if end := quotedEnd(d, i, hi); end > i {
		return i + 1, end, true
	}
	for _, pair := range curlyQuotes {
		if !bytes.HasPrefix(d[i:hi], []byte(pair[0])) {
			continue
		}
		from := i + len(pair[0])
		if k := bytes.Index(d[from:hi], []byte(pair[1])); k >= 0 {
			return from, from + k, true
		}
	}
	return 0, 0, false
}

// skipMarks moves over a few marks and escaped line ends before a value.
func (s *scanner) skipMarks(i, hi int) int {
	d := s.data
	for n := 0; i < hi && n < 16; n++ {
		switch {
		case d[i] == '\\' && i+1 < hi && strings.IndexByte("nrt", d[i+1]) >= 0:
			i += 2
		case d[i] == '[' || d[i] == '<' || d[i] >= utf8.RuneSelf || alnum(d[i]):
			return i
		case d[i] == '"' && n > 0:
			return i
		case d[i] == '"' || d[i] == '{' || d[i] == '}':
			return hi // a string's end: what follows is another one
		default:
			i++
		}
	}
	return i
}

// nextLineValue deals with a label that stands alone on its line.
func (s *scanner) nextLineValue(i int, f field) {
	d := s.data
	p := skipBlanks(d, i)
	if p < len(d) && d[p] == '\r' {
		p++
	}
	if p >= len(d) || d[p] != '\n' || isHeader(d[p+1:]) {
		return
	}
	p = skipBlanks(d, p+1)
	end := lineEnd(d, p, min(len(d), p+256))
	if bytes.IndexByte(d[p:end], ':') >= 0 || bytes.IndexByte(d[p:end], '=') >= 0 {
		return
	}
	p, end = trimValue(d, p, end)
	s.addLoose(p, end, f)
}

// tokenEnd finds the end of an IBAN, or of one word and the groups with digits
// that follow it.
func tokenEnd(d []byte, i, hi int) int {
	if end, ok := ibanAt(d, i); ok {
		return end
	}
	end := i
	for end < hi && (alnum(d[end]) || d[end] == '-') {
		end++
	}
	return groupsEnd(d, end, hi)
}

// digitsEnd is the end of the groups of digits that begin within the first
// words; i if none do.
func digitsEnd(d []byte, i, hi int) int {
	if end := groupsEnd(d, i, hi); end > i {
		return end
	}
	return i
}

// groupsEnd moves over groups that hold a digit: 12-34-56, GB 29, (0)171.
func groupsEnd(d []byte, i, hi int) int {
	end := i
	for p := i; p < hi; {
		for p < hi && strings.IndexByte(" -./()+#", d[p]) >= 0 {
			p++
		}
		from, digits := p, 0
		for p < hi && alnum(d[p]) {
			if digit(d[p]) {
				digits++
			}
			p++
		}
		if p == from || digits == 0 {
			break
		}
		end = p
	}
	return end
}

// keySpan finds hex or base58 of a private key's length within the next words.
func keySpan(d []byte, i, hi int) (start, end int) {
	hi = min(hi, i+512)
	for p := i; p < hi; p++ {
		from := p
		for p < hi && alnum(d[p]) {
			p++
		}
		if p-from >= 32 {
			return from, p
		}
		if from-i > 24 || p < hi && d[p] == '[' {
			break
		}
	}
	return i, i
}

// proseEnd finds where a value in prose ends: at the line's end, an escaped
// one, a cell's or a string's end, or where another label begins.
func proseEnd(d []byte, i, hi int, wholeLine bool) int {
	for p := i; p < hi; p++ {
		switch d[p] {
		case '"', '<', '|', '\t':
			return p
		case '\\':
			if p+1 < hi && strings.IndexByte("nrt\"", d[p+1]) >= 0 {
				return p
			}
		case '&':
			if hasFold(d, p, "&quot;") || hasFold(d, p, "&#34;") || hasFold(d, p, "&lt;") {
				return p
			}
		case ';':
			if !wholeLine && bytes.LastIndexByte(d[max(i, p-10):p], '&') < 0 {
				return p
			}
		case ',', '.', '-':
			if !wholeLine && p+1 < hi && d[p+1] == ' ' && labelFollows(d[p+1:hi]) {
				return p
			}
		}
	}
	return hi
}

// labelFollows reports whether another label and a colon follow.
func labelFollows(d []byte) bool {
	d = d[:min(len(d), 48)]
	colon := bytes.IndexAny(d, ":=")
	if colon < 0 {
		return false
	}
	phrase := strings.ToLower(strings.Trim(string(d[:colon]), " *_`"))
	if k := strings.IndexByte(phrase, '('); k > 0 {
		phrase = strings.TrimSpace(phrase[:k])
	}
	phrase = strings.TrimSuffix(phrase, ".")
	_, known := labels[phrase]
	return known || plainLabels[phrase]
}

// plainLabels may follow a value in prose; what stands behind them is found in
// other ways, or is not private.
var plainLabels = map[string]bool{
	"bank": true, "name": true, "email": true, "e-mail": true, "mail": true, "tel": true, "address": true, "adresse": true,
	"reference": true, "amount": true, "betrag": true, "country": true, "land": true, "city": true, "trade id": true, "txid": true,
	"verwendungszweck": true, "montant": true, "importe": true, "referencia": true, "bank name": true, "method": true,
}

// manyWords reports whether twelve words in small letters follow, as seed
// words do.
func manyWords(d []byte, i int) bool {
	words := bytes.Fields(d[i:lineEnd(d, i, min(len(d), i+300))])
	if len(words) < 12 {
		return false
	}
	for _, w := range words[:12] {
		w = bytes.Trim(w, `,.'"\\()[]{}`)
		for _, b := range w {
			if b < 'a' || b > 'z' {
				return false
			}
		}
	}
	return true
}

// addLoose adds a labelled value whose end is a guess. One that begins with a
// pseudonym was redacted before: what follows did not belong to it then.
func (s *scanner) addLoose(i, end int, f field) {
	if _, _, size := pseudonymAt(s.data, skipBlanks(s.data, i)); size == 0 {
		s.addField(i, end, f, quote{})
	}
}

// maxNested is the longest field, in bytes, in which further labels are looked
// for: a text of nothing but labels would have each reach to its end.
const maxNested = 16 << 10

// lastPart is the last part of the path d[i:end]; nothing of root's home.
func lastPart(d []byte, i, end int) (int, int) {
	if string(d[i:end]) == "/root" {
		return i, i
	}
	gap, _ := sepBefore(d[:end], end)
	end = max(i, end-gap)
	for p := end; p > i; p-- {
		if gap, _ := sepBefore(d, p); gap > 0 {
			return p, end
		}
	}
	return i, i
}

// addField adds a labelled value unless there is nothing in it to hide.
func (s *scanner) addField(i, end int, f field, q quote) {
	d := s.data
	for i < end && (d[i] == ' ' || d[i] == '\t') {
		i++
	}
	for end > i && strings.IndexByte(" \t\r\n", d[end-1]) >= 0 {
		end--
	}
	if f.form == formPath {
		i, end = lastPart(d, i, end)
	}
	if i >= end || nothing(d[i:end]) || onlyPseudonyms(d[i:end]) || f.need == needWords && !manyWords(d, i) {
		return
	}
	if end-i > maxNested {
		s.deep = end
	}
	v, ok := textValue(f.class, d[i:end], f.person)
	if !ok {
		return
	}
	if f.form == formSecret && (len(v.text) < 5 || common(v.id)) {
		v.spread = false // it would hide a word wherever it stands
	}
	s.addQuoted(i, end, v, rankLabelled, q)
	if f.form == formText && f.class == Payment && f.person {
		s.addHead(i, end, f)
	}
}

// addHead adds the part of a person's value before its first comma: a name that
// an address or an unknown label follows is looked for without it. Where it
// stands the whole hides it.
func (s *scanner) addHead(i, end int, f field) {
	raw := s.data[i:min(end, i+128)]
	cut := bytes.IndexAny(raw, ",;")
	if k := bytes.Index(raw, []byte(" - ")); k > 0 && (cut < 0 || k < cut) {
		cut = k
	}
	if cut <= 0 || len(bytes.Fields(raw[:cut])) > 6 {
		return
	}
	if v, ok := textValue(f.class, raw[:cut], true); ok && v.spread {
		s.add(i, i+cut, v, rankLabelled)
	}
}
