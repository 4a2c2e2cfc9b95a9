package redact

// runs looks at every run of letters and digits: numbers with a checksum, keys,
// addresses. Most runs are told apart by their length and first bytes.
func (s *scanner) runs() {
	d := s.data
	i := s.from
	if !s.rules.public && i > 0 && alnum(d[i-1]) { // the rest of a run that was looked at
		i = runEnd(d, i)
	}
	for {
		for i < s.hi && byteKind[d[i]] == 0 {
			i++
		}
		if i >= s.hi {
			return
		}
		start, kinds := i, uint8(0)
		for i < len(d) && byteKind[d[i]] != 0 {
			kinds |= byteKind[d[i]]
			i++
		}
		if i-start < 3 && (i == len(d) || d[i] != '.') {
			continue
		}
		s.at = start
		if kinds&isDigit != 0 {
			s.run(start, i, kinds)
		}
		if s.rules.public {
			s.publicRun(start, i, kinds)
		}
	}
}

// runEnd is the end of the run of letters and digits at i.
func runEnd(d []byte, i int) int {
	for i < len(d) && byteKind[d[i]] != 0 {
		i++
	}
	return i
}

// run looks at the run d[start:end], which holds a digit.
func (s *scanner) run(start, end int, kinds uint8) {
	d := s.data
	if start > 0 && (d[start-1] == '\\' || d[start-1] == '%' || d[start-1] == '[') {
		start = skipEscapeTail(d, start, end)
		s.at = start
	}
	size := end - start
	switch {
	case size == 0:
		return
	case kinds&^(isDigit|isAlnum) == 0 || digit(d[start]):
		s.numberRun(start, end)
	case size >= 4 && letter(d[start+1]) && digit(d[start+2]) && digit(d[start+3]):
		if ibanEnd, ok := ibanAt(d, start); ok {
			s.add(start, ibanEnd, ibanValue(d[start:ibanEnd]), rankEvident)
		}
	}
	if size < 51 || size > 115 {
		return
	}
	if tok := d[start:end]; isWIF(tok) || isEncryptedKey(tok) || isExtendedKey(tok) {
		s.add(start, end, tokenValue(Key, tok), rankKey)
	}
}

// numberRun looks at a run that begins with a digit: an IP address or a phone
// number.
func (s *scanner) numberRun(start, end int) {
	d := s.data
	size := end - start
	switch {
	case size <= 3 && end < len(d)-1 && d[end] == '.' && digit(d[end+1]):
		if a, ipEnd, ok := ip4At(d, start); ok {
			s.add(start, ipEnd, ipValue(a), rankEvident)
		}
	case size == 4 && (d[start] == '2' || d[start] == '3') && end < len(d) && d[end] == ':':
		if a, ipEnd, ok := ip6At(d, start); ok {
			s.add(start, ipEnd, ipValue(a), rankEvident)
		}
	}
	if d[start] == '0' && size >= 4 && d[start+1] == '0' && d[start+2] != '0' {
		s.phoneHit(start)
	}
}

// publicRun looks for what only the public profile hides.
func (s *scanner) publicRun(start, end int, kinds uint8) {
	d := s.data
	size := end - start
	tok := d[start:end]
	hex := kinds&(isLow|isUp) == 0
	switch {
	case hex && size >= 40 && size != 64 && (size == 40 || size > 64):
		s.add(start, end, tokenValue(Hash, tok), rankEvident)
	case hex && size == 64:
		s.add(start, end, tokenValue(TxID, tok), rankEvident)
	case (size == 16 || size == 56) && hasFold(d, end, ".onion") && isOnionName(tok):
		if to := end + len(".onion"); rightEdge(d, to) {
			s.add(start, to, tokenValue(Onion, d[start:to]), rankEvident)
		}
	case size >= 14 && (isBech32Address(tok) || isBase58Address(tok)):
		s.add(start, end, tokenValue(Address, tok), rankEvident)
	case size >= 5 && size <= 8 && end < len(d) && d[end] == '-':
		if to, ok := tradeIDAt(d, start, end); ok {
			s.add(start, to, tokenValue(TradeID, d[start:to]), rankEvident)
		}
	}
}
