package logs

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// numbered is an ID of one byte's repetition.
func numbered(n byte) string { return strings.Repeat(hex.EncodeToString([]byte{n}), 32) }

// stampedLine is a line of Bisq's at a second.
func stampedLine(second int, text string) string {
	return fmt.Sprintf("Apr-10 21:42:%02d.000 [JavaFX Application Thread] INFO  b.c.t.Trade: %s \n", second, text)
}

// whose says in one line what a text names, and how far it is trusted.
func whose(t *testing.T, text string) string {
	t.Helper()
	words := map[Trust]string{Own: "own", Near: "near", Peer: "peer", Quoted: "quoted"}
	var got []string
	for _, n := range read(t, text, ourTrade).Named() {
		got = append(got, n.ID.String()[:2]+" "+words[n.Trust])
	}
	return strings.Join(got, ", ")
}

// TestChainTellsWhoseWordItIs gives what a peer can write into a log.
func TestChainTellsWhoseWordItIs(t *testing.T) {
	const full = string(ourTrade)
	deposit := func(n byte) string { return "depositTxId=" + numbered(n) }
	own := stampedLine(30, "tradeId="+full+", "+deposit(1))
	const open = "Apr-10 21:42:20.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     tradeId='" + full + "',\n     message='look:\n"
	const closing = "',\n     attachments=[],\n     uid='x'\n} \n"
	fake := stampedLine(20, "tradeId="+full+", "+deposit(9))
	for name, c := range map[string]struct{ text, want string }{
		"own":                      {own, "01 own"},
		"in a chat":                {open + deposit(9) + closing + own, "01 own, 09 quoted"},
		"in a chat on one line":    {stampedLine(1, "Received ChatMessage(tradeId="+full+", message='my "+deposit(9)+"')") + own, "01 peer, 09 quoted"},
		"behind a header":          {open + fake + closing + own, "01 own, 09 quoted"},
		"behind a false end":       {open + closing + fake + "bye" + closing + own, "01 own, 09 quoted"},
		"with a false time":        {open + closing + strings.Replace(fake, "21:42", "21:52", 1) + open + closing + own, "01 own, 09 peer"},
		"never closed":             {open + fake + own, "09 peer, 01 peer"},
		"in an error of the peer":  {stampedLine(1, "tradeId="+full+", errorMessage='no "+deposit(9)+"'") + own, "01 own, 09 quoted"},
		"a value in quotes":        {stampedLine(1, "tradeId='"+full+"', depositTxId='"+numbered(1)+"'"), "01 own"},
		"a message's field":        {stampedLine(1, "handle DepositTxMessage{\n  tradeId='"+full+"',\n  "+deposit(9)+"\n}") + own, "01 own, 09 peer"},
		"no header":                {"tradeId=" + full + " " + deposit(9) + "\n", "09 peer"},
		"two trades":               {stampedLine(1, "{tradeId="+full+", depositTxId=null}, {tradeId="+otherTrade+", "+deposit(9)+"}"), ""},
		"behind the trade":         {stampedLine(1, "Set new state (id=QWZTRD): X") + stampedLine(2, deposit(9)), ""},
		"dump behind the trade":    {stampedLine(17, "Set new state (id=QWZTRD): X") + head + "\nmakerCreatesDepositTx:\nTransaction{" + numbered(9) + ", x\n} \n", "09 near"},
		"dump long behind":         {stampedLine(1, "Set new state (id=QWZTRD): X") + head + "\nmakerCreatesDepositTx:\nTransaction{" + numbered(9) + ", x\n} \n", ""},
		"dump by another thread":   {strings.Replace(stampedLine(17, "Set new state (id=QWZTRD): X"), "JavaFX", "Java", 1) + head + "\nmakerCreatesDepositTx:\nTransaction{" + numbered(9) + ", x\n} \n", ""},
		"dump behind both trades":  {stampedLine(17, "(id=QWZTRD) (id=ZZTOP9)") + head + "\nmakerCreatesDepositTx:\nTransaction{" + numbered(9) + ", x\n} \n", ""},
		"once near, once own":      {stampedLine(17, "(id=QWZTRD)") + head + "\nmakerCreatesDepositTx:\nTransaction{" + numbered(1) + ", x\n} \n" + own, "01 own, 01 near"},
		"quoted first, then truly": {open + deposit(1) + closing + own, "01 own, 01 quoted"},
	} {
		if got := whose(t, c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// TestChainTakesWholeTradeIDsOnly gives names that begin, end or look like the
// trade's.
func TestChainTakesWholeTradeIDsOnly(t *testing.T) {
	const full = string(ourTrade)
	for form, ours := range map[string]bool{
		"tradeId=" + full: true, "(id=QWZTRD)": true, "trade " + full + ".": true, "'" + full + "'": true, "trade with id QWZTRD": true,
		"(id=QWZTRDX)": false, "(id=XQWZTRD)": false, "(id=QWZTR)": false, "tradeId=qwztrd": false, "(id=QWZTRD/x)": false, "(id=QWZTRD_2)": false,
		"tradeId=X" + full: false, "tradeId=" + full + "1": false, "tradeId=" + full[:len(full)-1]: false,
		"tradeId=" + strings.ToLower(full): false, "tradeId=" + full + "_foreign": false, "tradeId=" + full + ".1": false, "tradeId=" + full + "-2": false,
		"tradeId=my_" + full: false, "tradeId=a." + full: false, "tradeId=" + full + "/b": false,
		"trade with id QWZTRD\u0430": false, "tradeId=" + full + "\u0430": false, "shortId=QWZTRD-deadbeef": false, "shortId=QWZTRD.1": false,
	} {
		if got := whose(t, stampedLine(1, "Set "+form+" depositTxId="+numbered(1))) != ""; got != ours {
			t.Errorf("%q: %v", form, got)
		}
	}
}

// TestChainListsByTrustAndAge reads several files of both parties.
func TestChainListsByTrustAndAge(t *testing.T) {
	file := func(party diagnostics.Party, path string, rotation int, id byte, quoted bool) File {
		text := stampedLine(1, "tradeId="+string(ourTrade)+", depositTxId="+numbered(id))
		if quoted {
			text = stampedLine(1, "tradeId="+string(ourTrade)+", errorMessage='no depositTxId="+numbered(id)+"'")
		}
		return File{Path: path, Party: party, Set: string(party), Rotation: rotation, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}}
	}
	files := []File{
		file(diagnostics.Seller, "a/bisq.log", 0, 5, false), file(diagnostics.Buyer, "b/bisq.log", 0, 9, true),
		file(diagnostics.Buyer, "b/bisq.log.1", 1, 3, false), file(diagnostics.Buyer, "b/bisq_10.log", 10, 1, false), file(diagnostics.Buyer, "b/bisq_2.log", 2, 2, false),
	}
	for range files {
		files = append(files[1:], files[0])
		c, err := ReadChain(t.Context(), files, ourTrade, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range c.Named() {
			got = append(got, n.ID.String()[:2])
		}
		if strings.Join(got, " ") != "01 02 03 05 09" {
			t.Errorf("got %v", got)
		}
	}
}
