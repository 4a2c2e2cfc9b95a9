package redact_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

func TestEmail(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{"write to ana.belen@example.org.", "write to [email-1]."},
		{"<ana@example.org>", "<[email-1]>"},
		{"mailto:ana@example.org?x", "mailto:[email-1]?x"},
		{"a@b.example,c@d.example;A@B.EXAMPLE", "[email-1],[email-2];[email-1]"},
		{"q=ana%40example.org&z", "q=[email-1]&z"},
		{"ana&#64;example.org", "[email-1]"},
		{`"x\nana@example.org\nfoo"`, `"x\n[email-1]\nfoo"`},
		{"joão@exämple.org x", "[email-1] x"},
		{"o'neill@example.org", "[email-1]"},
		{"'ana@example.org'", "'[email-1]'"},
		{"ana@example.org—and", "[email-1]—and"},
		{"java.lang.Object@1a2b3c4d", ""},
		{"bisq.network.p2p.Connection@5e91993f, next", ""},
		{"[MempoolRequest @ http://abc.onion/api/tx]", ""},
		{"pkg@1.2.3 and @foo.bar and foo@ bar.baz", ""},
		{"MyClass@7f.3", ""},
		{"java.lang.Object@7f.bar bisq.network.p2p.Connection@5e91993f.close", ""},
		{"abc@ahebw4dtpph4uop57rrvjzqp4njibutoqp5ipq2zr52k5dwzqo662pcd.onion:80", "[email-1]@ahebw4dtpph4uop57rrvjzqp4njibutoqp5ipq2zr52k5dwzqo662pcd.onion:80"},
		{"com.Zobel@example.org java.zobel@7f.example", "[email-1] [email-2]"},
	})
}

func TestIBAN(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{"DE89370400440532013000", "[iban-1]"},
		{"de89 3704 0044 0532 0130 00, DE89-3704-0044-0532-0130-00", "[iban-1], [iban-1]"},
		{"DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "[iban-1]"},
		{"GB29NWBK60161331926819.", "[iban-1]."},
		{"NO9386011117947", "[iban-1]"},
		{`\nDE89370400440532013000\n`, `\n[iban-1]\n`},
		{"x%20DE89370400440532013000%20y", "x%20[iban-1]%20y"},
		{"DE88370400440532013000", ""},              // checksum
		{"XX89370400440532013000", ""},              // country
		{"DE893704004405320130001", ""},             // too long
		{"ADE89370400440532013000", ""},             // not a token
		{"4111 1111 1111 1111", ""},                 // a card number is no IBAN
		{"ffde89370400440532013000ab", ""},          // inside hex
		{"DE89 3704 0044 0532\n0130 00", ""},        // two lines
		{"tx de89370400440532013000deadbeef00", ""}, // inside hex
	})
}

func TestPhone(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{"call +49 170 1234567 now", "call [phone-1] now"},
		{"+49-170-1234567/+491701234567", "[phone-1]/[phone-1]"},
		{"+49 (0)170 1234567", "[phone-1]"},
		{"0049 170 1234567", "[phone-1]"},
		{"+1 (202) 555-0123", "[phone-1]"},
		{"tel:%2B351912345678", "tel:[phone-1]"},
		{"+34 600 11 22 33 2024-01-01", "[phone-1] 2024-01-01"},
		{"JRE=10.0.2+13 (Oracle)", ""},
		{"+100000000 sat", ""},
		{"+100000000", ""},
		{"+0.00012 BTC, +5 %, +12", ""},
		{"+999 1234567", ""},
		{"00:49:17.012 0000 00491", ""},
		{"x+491701234567", ""},
		{"UTC+02:00 GMT+0100", ""},
		{"+491701234567 sat", ""},
	})
}

func TestIP(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{"to [203.0.113.57]:8333     (0 connected", "to [[ip-1]]:8333     (0 connected"},
		{"peer /198.51.100.7:8333", "peer /[ip-1]:8333"},
		{"::ffff:203.0.113.57 and 203.0.113.57", "::ffff:[ip-1] and [ip-1]"},
		{"[2001:db8::1]:8333 2001:DB8:0:0:0:0:0:1", "[[ip-1]]:8333 [ip-1]"},
		{"/2001:db8:0:0:0:0:0:1:8333", "/[ip-1]:8333"},
		{"at 2001:db8::7.", "at [ip-1]."},
		{"127.0.0.1 192.168.178.20 10.0.0.7 172.16.5.4 169.254.1.1 100.64.0.9 224.0.0.1 0.0.0.0 255.255.255.255", ""},
		{"::1 fe80::1%eth0 fc00::7 ff02::1 fd87:d87e:eb43::1", ""},
		{"os.version=10.0.19045.1 Chrome/120.0.6099.109", ""},
		{"Chrome/120.0.60.109 version 2.3.4.5 JRE=17.0.2.8", ""},
		{"lib-1.2.3.4.jar 1.2.3.4.5", ""},
		{"[64:ff9b::cb00:7139]:8333 ::ffff:cb00:7139 and 203.0.113.57", "[64:ff9b::[ip-1]]:8333 ::ffff:[ip-1] and [ip-1]"},
		{"64:ff9b::203.0.113.57 ::ffff:7f00:1 ::ffff:c0a8:b214 ::ffff:cb00:7139:1", "64:ff9b::[ip-1] ::ffff:7f00:1 ::ffff:c0a8:b214 ::ffff:cb00:7139:1"},
		{"version 203.0.113.60, java 198.51.100.7", "version [ip-1], java [ip-2]"},
		{"peer version 5.9.1.2", "peer version [ip-1]"},
		{"jfx 11.0.2.1 openjfx=16.0.0.1 bitcoin 22.0.0.1 zulu 8.50.0.21 Bisq version 1.9.17.1", ""},
		{"19:49:16.260 00:01:02:03:04:05 2019:12:16", ""},
		{"203.0.113.256 203.0.113 203.00.113.5", ""},
	})
}

func TestUser(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{`C:\Users\João Pedro\AppData\Roaming\Bisq2`, `C:\Users\[user-1]\AppData\Roaming\Bisq2`},
		{`"C:\\Users\\João Pedro\\AppData"`, `"C:\\Users\\[user-1]\\AppData"`},
		{`"C:\\\\Users\\\\Jo\\u00e3o Pedro\\\\AppData"`, `"C:\\\\Users\\\\[user-1]\\\\AppData"`},
		{"file:///C:/Users/Jo%C3%A3o%20Pedro/AppData", "file:///C:/Users/[user-1]/AppData"},
		{"C%3A%5CUsers%5CJo%C3%A3o+Pedro%5CAppData", "C%3A%5CUsers%5C[user-1]%5CAppData"},
		{"C:\\Users\\Jo\xe3o Pedro\\AppData João Pedro", `C:\Users\[user-1]\AppData [user-1]`},
		{`C:\Users\Jo?o Pedro\AppData`, `C:\Users\[user-1]\AppData`},
		{`/c/Users/ana.belen/x \\?\C:\Users\ana.belen\x`, `/c/Users/[user-1]/x \\?\C:\Users\[user-1]\x`},
		{`D:\Dokumente und Einstellungen\Ana\x C:\Documents and Settings\Bo\x`, `D:\Dokumente und Einstellungen\[user-1]\x C:\Documents and Settings\[user-2]\x`},
		{`C:\Benutzer\Ana\x C:\Utilisateurs\Bo\x C:\Usuarios\Cy\x`, `C:\Benutzer\[user-1]\x C:\Utilisateurs\[user-2]\x C:\Usuarios\[user-3]\x`},
		{`\\host\Users\Ana\x`, `\\host\Users\[user-1]\x`},
		{`/Users/ana/Library /System/Volumes/Data/Users/ana/x /Volumes/Stick/x`, `/Users/[user-1]/Library /System/Volumes/Data/Users/[user-1]/x /Volumes/[user-2]/x`},
		{`/home/alexis/.local /var/home/alexis /export/home/alexis:/home/alexis`, `/home/[user-1]/.local /var/home/[user-1] /export/home/[user-1]:/home/[user-1]`},
		{`/media/alexis/usb/x /run/media/alexis/y/x`, `/media/[user-1]/usb/x /run/media/[user-1]/y/x`},
		{`%2Fhome%2Falexis%2F.local`, `%2Fhome%2F[user-1]%2F.local`},
		{`user.name=Ana Belén, os.name=Linux`, `user.name=[user-1], os.name=Linux`},
		{`user.name=ana; user.home=/home/ana; USERPROFILE=C:\Users\ana;`, `user.name=[user-1]; user.home=/home/[user-1]; USERPROFILE=C:\Users\[user-1];`},
		{`user.home=D:\Profile\Ana Belén\, HOMEPATH=\Users\bo user.home=/root, "user.home": "E:\\cy"`, `user.home=D:\Profile\[user-1]\, HOMEPATH=\Users\[user-2] user.home=/root, "user.home": "E:\\[user-3]"`},
		{`USERNAME=Ana USER=bo COMPUTERNAME=ANA-PC`, `USERNAME=[user-1] USER=[user-2] COMPUTERNAME=[user-3]`},
		{`C:\Users\Shared C:\Users\Public\x C:\Users\Default\x /Users/Shared/y /root/.local`, ""},
		{`/api/homepage /some/home users\ and /home/ here`, ""},
		{`http://abc.onion/users/list http://x.example/home/page`, ""},
		{"Log at: C:\\Users\\Ana Belén \r\nnext", "Log at: C:\\Users\\[user-1] \r\nnext"},
		{`"C:\Users\Ana Belén"`, `"C:\Users\[user-1]"`},
		{`C:\Users\Ana Belén is full; C:\Users\Ana Belén\x`, `C:\Users\[user-1] is full; C:\Users\[user-1]\x`},
		{`C:\Users\Ana Belén; C:\Users\Ana\x`, `C:\Users\[user-1]; C:\Users\[user-2]\x`},
		{`C:\Users\Ana\x C:\Users\Ana Belén\x and Ana Belén`, `C:\Users\[user-1]\x C:\Users\[user-2]\x and [user-2]`},
		{`C:\Users\O'Brien\x`, `C:\Users\[user-1]\x`},
		{`at $HOME, /home/$USER/x, C:\Users\%USERNAME%\x`, ""},
	})
}

func TestCommonUsersStayWords(t *testing.T) {
	for _, name := range []string{"bisq", "user", "amnesia", "admin", "pi"} {
		in := "/home/" + name + "/.local " + name + " bisq.core.app user admin amnesia pi root\n"
		want := "/home/[user-1]/.local " + name + " bisq.core.app user admin amnesia pi root\n"
		examples(t, redact.Options{}, []example{{in, want}})
	}
}

func TestLabels(t *testing.T) {
	examples(t, redact.Options{}, []example{
		{`SepaAccount[holderName=Ana Belén, bic=DEUTDEFF, countryCode=DE]`, `SepaAccount[holderName=[payment-1], bic=[payment-2], countryCode=DE]`},
		{`x(holderName=Ana (Belén), iban=DE00)`, `x(holderName=[payment-1], iban=[payment-2])`},
		{`{"holderName": "Ana \"B\" \\ C", "n": 1}`, `{"holderName": "[payment-1]", "n": 1}`},
		{`{\"accountNr\":\"12345\",\"sortCode\":\"12-34-56\"}`, `{\"accountNr\":\"[payment-1]\",\"sortCode\":\"[payment-2]\"}`},
		{`{"accountNr": 12345, "iban": null}`, `{"accountNr": "[payment-1]", "iban": null}`},
		{`IBAN: DE89 3704 0044 0532 0130 00 thanks`, `IBAN: [iban-1] thanks`},
		{"BIC: DEUTDEFF500 ok", "BIC: [payment-1] ok"},
		{"Kontoinhaber: Ana Belén\nKontonummer 1234567", "Kontoinhaber: [payment-1]\nKontonummer [payment-2]"},
		{"Titulaire du compte : Ana Belén.", "Titulaire du compte : [payment-1]."},
		{"**Account holder:** Ana Belén, IBAN: DE89370400440532013000", "**Account holder:** [payment-1], IBAN: [iban-1]"},
		{"<td>Account holder</td><td>Ana Belén</td>", "<td>Account holder</td><td>[payment-1]</td>"},
		{"| Account holder | Ana Belén |", "| Account holder | [payment-1] |"},
		{`"message":"Sort code: 12-34-56\nAccount number: 12345678\nbye"`, `"message":"Sort code: [payment-1]\nAccount number: [payment-2]\nbye"`},
		{"Account holder:\nAna Belén\n", "Account holder:\n[payment-1]\n"},
		{`"f2fCity":"Porto","f2fExtraInfo":"ring at João Pedro"`, `"f2fCity":"[payment-1]","f2fExtraInfo":"[payment-2]"`},
		{"counterCurrencyTxId=8f1c, counterCurrencyExtraData=ab9, x=1", "counterCurrencyTxId=[payment-1], counterCurrencyExtraData=[payment-2], x=1"},
		{"the IBAN is missing, BIC too; account number: see above", ""},
		{`{"bankId":"X","countryCode":"DE","state":"OPEN","city":"Porto","address":"a"}`, ""},
		{"holderName=null, iban=null", ""},
	})
}

func TestKeys(t *testing.T) {
	const hex64 = "8f1c2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7"
	const xprv = "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi"
	examples(t, redact.Options{}, []example{
		{"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "[key-1]"},
		{"KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617 x", "[key-1] x"},
		{"5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK", ""},
		{"key " + xprv, "key [key-1]"},
		{"DeterministicKey{pub HEX=02ab, priv HEX=" + hex64 + ", priv WIF=zz}", "DeterministicKey{pub HEX=02ab, priv HEX=[key-1], priv WIF=zz}"},
		{"/api/outputs?txhash=" + hex64 + "&address=" + hex64 + "&viewkey=" + hex64 + " x", "/api/outputs?txhash=[key-1]&address=[key-1]&viewkey=[key-1] x"},
		{`{"viewkey":"` + hex64 + `"}`, `{"viewkey":"[key-1]"}`},
		{"txid " + hex64, ""},
		{"seed words: abandon ability able about", "seed words: [key-1]"},
		{"Wallets restored with seed words", ""},
		{"rpcPassword=hunter2", "rpcPassword=[key-1]"},
	})
}

func TestPublicProfile(t *testing.T) {
	const hex64 = "b89344814f2acb2a84d45416ec60101a9e5c9a9e537feadae6f5b60b4fc1c5e8"
	const onion = "ahebw4dtpph4uop57rrvjzqp4njibutoqp5ipq2zr52k5dwzqo662pcd.onion"
	table := []example{
		{"tx " + hex64 + ":1", "tx [txid-1]:1"},
		{"hash=6081d6118500236c9954246551db1bf03e71be7f", "hash=[hash-1]"},
		{"02" + hex64, "[hash-1]"},
		{onion + ":9999", "[onion-1]:9999"},
		{"expyuzz4wqqyqhjn.onion", "[onion-1]"},
		{"tradeId=QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917, (id=QWZTRD)", "tradeId=[trade-id-1], (id=[trade-id-1])"},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "[address-1] [address-2]"},
	}
	for i := range table {
		examples(t, redact.Options{}, []example{{table[i].in, ""}})
	}
	examples(t, redact.Options{Profile: redact.Public}, append(table,
		example{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 uid=9c28659a-163e-408d-a7c3-be28c8f2d666", ""}))
}

func TestOwnWords(t *testing.T) {
	examples(t, redact.Options{Hide: []string{"bo", "Trade", "Café Sol", "x"}}, []example{
		{"Bo and TRADE, traded; robot x", "[word-1] and [word-2], traded; robot x"},
		{"caf%C3%A9+sol CAF\u00c9_SOL Cafe\u0301 Sol caf\\u00e9 sol Caf&eacute; Sol", "[word-1] [word-1] [word-1] [word-1] [word-1]"},
	})
}

// UUIDs hold what would pass for an IBAN now and then; message and trade IDs
// must stay whole.
func TestUUIDsAreNoIBANs(t *testing.T) {
	for _, text := range []string{
		"uid=ee746e57-d581-1234-08fa-d918a01c15bc, size=1",
		"uid=ba371829-0ff5-b427-03d7-9b40f9d3f88b, size=1",
		"uid=e91cb37e-ad36-0b5f-eaea-d90b4fd34394, size=1",
	} {
		it := item("a", text)
		plan := collect(t, redact.Options{}, it)
		if got := plan.Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	const spaced = "IBAN DE89-3704-0044-0532-0130-00 and DE89 3704 0044 0532 0130 00-x"
	plan := collect(t, redact.Options{}, item("a", spaced))
	if got := plan.Text(spaced); strings.Contains(got, "3704") {
		t.Errorf("%q became %q", spaced, got)
	}
}
