package redact

import "strings"

// form says how a labelled value looks.
type form uint8

const (
	formText   form = iota // names, addresses: up to what ends the field
	formDigits             // account numbers: groups that hold digits
	formToken              // IBAN, BIC: one word, or groups
	formKey                // a private key: hex or base58
	formSeed               // seed words: the rest of the line
	formSecret             // a password: one word
	formPath               // a home folder wherever it lies: its last part is the user's name
	formList               // an array or an object
)

// field is a label that gives private data away.
type field struct {
	class  Class
	form   form
	person bool // the value identifies a person
	need   need // what must stand around it
}

// personKeys are keys of payment accounts whose values identify a person.
const personKeys = `holderName holderEmail holderAddress holderTaxId accountHolderName accountOwner emailOrMobileNr mobileNr
	accountNr nationalAccountId iban promptPayId payid bankAccountName bankAccountNumber venmoUserName cashTag
	virtualPaymentAddress pixKey beneficiaryName beneficiaryAccountNr beneficiaryAddress beneficiaryPhone
	postalAddress specialInstructions extraInfo f2fExtraInfo f2fContact cashByMailExtraInfo counterCurrencyTxId
	counterCurrencyExtraData accountName`

// otherKeys are private but identify a bank or a place.
const otherKeys = `bic sortCode branchId bankName bankBranchName bankBranchCode bankBranch bankAddress bankSwiftCode
	bankAccountType ifsc beneficiaryCity f2fCity intermediarySwiftCode intermediaryName intermediaryBranch
	intermediaryAddress intermediaryCountryCode`

// proseText are labels of names and addresses in chats and notes.
var proseText = []string{
	"account holder", "account holder name", "account holder's name", "name of account holder", "holder name", "holder's name",
	"account name", "account owner", "bank account name", "beneficiary name", "beneficiary", "recipient name", "full name",
	"legal name", "name on account", "name on the account", "payee", "home address", "postal address", "street address",
	"kontoinhaber", "kontoinhaberin", "kontoinhabers", "vor- und nachname", "vor und nachname", "vollständiger name",
	"empfänger", "empfaenger", "begünstigter", "anschrift", "postanschrift",
	"surname", "first name", "last name", "family name", "given name", "contact info", "contact information",
	"vorname", "nachname", "familienname", "prénom", "apellidos", "sobrenome", "cognome",
	"titulaire", "titulaire du compte", "nom du titulaire", "bénéficiaire", "beneficiaire", "nom complet", "nom et prénom",
	"adresse postale",
	"titular", "titular de la cuenta", "nombre del titular", "nombre completo", "nombre y apellidos", "beneficiario",
	"dirección postal",
	"titular da conta", "nome do titular", "nome completo", "beneficiário", "morada",
	"intestatario", "intestatario del conto", "titolare del conto", "nome e cognome", "indirizzo", "rekeninghouder",
}

// proseDigits are labels of numbers in chats and notes.
var proseDigits = []string{
	"account number", "account nr", "account no", "acct number", "sort code", "routing number", "card number", "tax id",
	"tel", "phone no", "mobile no", "mobile nr", "email or mobile no", "email or mobile nr", "e-mail or mobile no",
	"phone", "phone number", "mobile", "mobile number", "telephone", "whatsapp",
	"kontonummer", "bankleitzahl", "blz", "kartennummer", "steuernummer", "telefon", "telefonnummer", "handynummer",
	"numéro de compte", "numero de compte", "téléphone", "número de cuenta", "numero de cuenta", "teléfono", "telefono",
	"número da conta", "numero da conta", "telefone", "telemóvel", "numero di conto", "cellulare", "clabe", "cpf",
}

// proseTokens are labels of one word in chats and notes.
var proseTokens = []string{"swift", "swift code", "bic code", "bic/swift", "swift/bic", "pix key", "chave pix", "upi id"}

var keyLabels = map[string]form{
	"priv hex": formKey, "priv wif": formKey, "viewkey": formKey, "view key": formKey, "view_key": formKey, "privkey": formKey,
	"priv key": formKey, "private key": formKey, "privatekey": formKey, "private_key": formKey, "spendkey": formKey,
	"spend key": formKey, "secret key": formKey, "secretkey": formKey, "wif": formKey,
	"seed words": formSeed, "seed phrase": formSeed, "seedphrase": formSeed, "seedwords": formSeed, "mnemonic": formSeed,
	"mnemonic seed": formSeed, "recovery phrase": formSeed, "wallet seed": formSeed,
	"rpcpassword": formSecret, "apipassword": formSecret, "password": formSecret, "passphrase": formSecret,
	"tx key": formKey, "txkey": formKey, "tx_key": formKey, "salt": formKey,
	"passwort": formSecret, "pw": formSecret, "kennwort": formSecret, "passwd": formSecret, "walletpassphrase": formSecret,
}

// labels maps each label, folded, to its field.
var labels = func() map[string]field {
	m := make(map[string]field)
	for _, key := range strings.Fields(personKeys) {
		addKey(m, key, field{class: Payment, person: true})
	}
	for _, key := range strings.Fields(otherKeys) {
		addKey(m, key, field{class: Payment})
	}
	m["extrainfo"] = field{class: Payment, person: true, need: needSuffix}
	m["bannedpaymentaccounts"] = field{class: Payment, form: formList}
	m["name"] = field{class: Payment, person: true, need: needBegin}
	m["bic"] = field{class: Payment, form: formToken}
	m["iban"] = field{class: Payment, form: formToken, person: true}
	for _, l := range proseText {
		addLabel(m, l, field{class: Payment, person: true})
	}
	for _, l := range proseDigits {
		addLabel(m, l, field{class: Payment, form: formDigits, person: true})
	}
	for _, l := range proseTokens {
		addLabel(m, l, field{class: Payment, form: formToken})
	}
	for l, f := range keyLabels {
		addLabel(m, l, field{class: Key, form: f, person: true})
	}
	for _, l := range []string{"password", "passwort"} {
		m[l] = field{class: Key, form: formSecret, person: true, need: needSuffix}
	}
	for _, l := range []string{"secret", "token"} {
		m[l] = field{class: Key, form: formSecret, person: true, need: needEquals}
	}
	m["seed"] = field{class: Key, form: formSeed, person: true, need: needWords}
	for _, l := range []string{"user.name", "username", "user name", "user_name", "os.user", "logname", "userdomain", "computername"} {
		m[l] = field{class: User, person: true}
	}
	for _, l := range []string{"user.home", "userprofile", "homepath"} {
		m[l] = field{class: User, form: formPath, person: true}
	}
	for _, l := range []string{"hostname", "userdomain_roamingprofile"} {
		m[l+"="] = field{class: User, person: true, need: needUpper}
	}
	m["user="] = field{class: User, person: true, need: needUser}
	return m
}()

// addKey adds a payment account's key as Java writes it, and as Protobuf does.
func addKey(m map[string]field, key string, f field) {
	m[strings.ToLower(key)] = f
	var snake strings.Builder
	for i := range len(key) {
		if key[i] >= 'A' && key[i] <= 'Z' {
			snake.WriteByte('_')
		}
		snake.WriteByte(lower(key[i]))
	}
	m[snake.String()] = f
}

// addLabel adds a label of prose, also as Latin-1 writes it.
func addLabel(m map[string]field, label string, f field) {
	m[foldASCII(label)] = f
	if b, ok := toWindows1252(label); ok && !isASCII(label) {
		m[foldASCII(string(b))] = f
	}
}

// payloadKeys are keys that occur in payment-account payloads, folded; the
// value says whether it identifies a person.
var payloadKeys = func() map[string]bool {
	m := make(map[string]bool)
	for _, key := range strings.Fields(personKeys + " email accountId userName address contact answer phone name") {
		m[strings.ToLower(key)] = true
	}
	for _, key := range strings.Fields(otherKeys + ` id paymentMethodId paymentMethodName maxTradePeriod excludeFromJsonDataMap accountType
		bankId acceptedBanks acceptedCountryCodes countryCode city state requirements question bankCode bankCountryCode
		methodName currencyCode tradeCurrencies super`) {
		m[strings.ToLower(key)] = false
	}
	return m
}()

// personKey guesses for a key of a payload that newer Bisqs may have.
func personKey(key string) bool {
	key = strings.ToLower(key)
	if person, known := payloadKeys[key]; known {
		return person
	}
	if strings.Contains(key, "bank") || strings.Contains(key, "branch") || strings.Contains(key, "method") ||
		strings.Contains(key, "currency") || strings.Contains(key, "country") {
		return false
	}
	for _, part := range []string{"name", "mail", "phone", "mobile", "user", "owner", "holder", "iban", "tag", "account", "contact", "address"} {
		if strings.Contains(key, part) {
			return true
		}
	}
	return false
}
