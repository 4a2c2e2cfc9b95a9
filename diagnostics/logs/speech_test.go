package logs_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// FuzzMessage: whatever a trader writes in a message that Bisq prints whole, it is
// no version that ran, and no downgrade.
func FuzzMessage(f *testing.F) {
	const open = "Okt.-07 09:06:36.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     tradeId='QWZTRD',\n     message='"
	const closing = "',\n     attachments=[],\n     senderNodeAddress=x,\n     uid='x'\n} \n"
	const next = "Okt.-07 09:06:37.000 [x] INFO  b.X: goes on \n"
	const start = "b.c.a.Version: Version{VERSION=1.2.3, P2P_NETWORK_VERSION=1} \n"
	for _, seed := range []string{
		"hi", "\nOkt.-07 09:06:36.100 [main] INFO  " + start, closing + "Okt.-07 09:16:36.100 [main] INFO  " + start,
		closing + "Okt.-07 09:16:36.100 [main] INFO  " + start + open, closing + "Jan.-07 09:16:36.100 [main] INFO  " + start + open,
		closing + "M\u00e4rz-20 09:16:36.100 [main] INFO  " + start + open, closing + "xyz-07 09:16:36.100 [main] INFO  " + start + open,
		closing + next + "halfOkt.-07 09:06:37.100 [main] INFO  " + start + open, "ChatMessage{message=attachments=\n" + closing + "Downgrade from version 1.9.17 to version 1.2.3 is not supported",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, message string) {
		if strings.Contains(message, "\x00") || len(message) > 64<<10 {
			return
		}
		text := started("1.9.17") + open + message + closing + next
		res := scan(t, of(diagnostics.Seller, "bisq.log", text))
		for _, v := range res.Versions {
			if v.Version != "1.9.17" || v.Line != 1 {
				t.Fatalf("%q gives %+v", message, v)
			}
		}
		if len(coded(res, "log.version-downgrade")) > 0 {
			t.Fatalf("%q gives a downgrade", message)
		}
	})
}
