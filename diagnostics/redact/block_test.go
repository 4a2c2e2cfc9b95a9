package redact_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

func TestKeyBlocks(t *testing.T) {
	const begin, end = "-----BEGIN RSA PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----"
	const seed = "abandon ability able about above absent absorb abstract absurd abuse access accident"
	examples(t, redact.Options{}, []example{
		{"x\n" + begin + "\nMIIEow+Kx/7\nAQEA\n" + end + "\ny", "x\n[key-1]\n\n\n" + end + "\ny"},
		{`{"k":"` + begin + `\nMIIEow\n` + end + `\n"}`, `{"k":"[key-1]` + end + `\n"}`},
		{"x " + begin + "\r\nMIIEow\r\n" + head + "y", "x [key-1]\r\n\r\n" + head + "y"},
		{begin + "\nMIIEow", "[key-1]\n"},
		{"-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ\n-----END PGP PRIVATE KEY BLOCK-----", "[key-1]\n\n-----END PGP PRIVATE KEY BLOCK-----"},
		{"== ed25519v1-secret: type0 ==\x01\x02Zob\n" + head + "y", "[key-1]\n" + head + "y"},
		{"key 6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg x", "key [key-1] x"},
		{"seed: " + seed + "\nx", "seed: [key-1]\nx"},
		{`{"seed":"` + seed + `"}`, `{"seed":"[key-1]"}`},
		{`seed: "` + seed + `" x`, `seed: "[key-1]" x`},
		{"6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGh", ""},
		{"-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n-----BEGIN CERTIFICATE-----\n", ""},
		{"seed: 7, the seed node: abc", ""},
	})
}

// TestLongKeyBlocks hides blocks that reach over several windows.
func TestLongKeyBlocks(t *testing.T) {
	body := strings.Repeat("MIIEowIBAAKCAQEAzobel\n", 100_000)
	for before, after := range map[string]string{
		"-----BEGIN PRIVATE KEY-----\n":   "-----END PRIVATE KEY-----\nbehind\n",
		"== ed25519v1-secret: type0 ==\n": head + "behind\n",
	} {
		got := redacted(t, redact.Options{}, "x "+before+body+after)
		if strings.Contains(got, "zobel") || !strings.HasPrefix(got, "x [key-1]\n") || !strings.HasSuffix(got, "\n"+after) {
			t.Errorf("%q: %d bytes are left: %q", before, len(got), got[max(0, len(got)-100):])
		}
	}
}
