/** Words that people take when a password is asked for, and rows of keys. Of our own making; lower case, four letters or more. */

export const FREQUENT_WORDS: readonly string[] =
  `password passwort passwd passw0rd motdepasse contrasena senha parola wachtwoord haslo kennwort passphrase secret geheim
  letmein welcome willkommen bienvenue benvenuto hello hallo login logon signin admin administrator root superuser user
  guest test testing tester demo sample example default change changeme changeit please temp temporary initial start
  open access enter private public master server system service support helpdesk manager office company corporate
  computer laptop desktop windows linux apple google microsoft internet network wireless router database backup
  hospital clinic klinik krankenhaus health healthcare medical medicine doctor nurse patient ward surgery pharmacy
  radiology laboratory emergency ambulance station infusion monitor ventilator device devices security secure safety
  spring summer autumn fall winter january february march april june july august september october november december
  monday tuesday wednesday thursday friday saturday sunday fruehling sommer herbst winter januar februar maerz montag
  dienstag mittwoch donnerstag freitag samstag sonntag today tomorrow weekend holiday vacation christmas easter
  love iloveyou lovely loveme forever family mother father daughter brother sister children baby princess prince
  queen king angel sunshine rainbow flower butterfly diamond golden silver purple orange yellow black white
  monkey dragon tiger lion eagle falcon wolf shadow hunter killer ninja pirate wizard warrior knight phoenix panther
  football soccer baseball basketball hockey tennis golf cricket rugby chelsea arsenal liverpool barcelona madrid
  batman superman spiderman starwars startrek pokemon matrix gandalf hogwarts mustang ferrari porsche mercedes
  michael jennifer jessica ashley daniel matthew andrew joshua charlie thomas robert william george jordan nicole
  hannah amanda samantha michelle melissa stephanie maria anna laura sarah julia peter martin alex sebastian
  money dollar million lucky freedom peace trust faith jesus heaven blessed banana cookie chocolate coffee cheese
  pepper pizza ginger buster bailey maggie harley ranger jasmine london paris berlin newyork america england
  canada australia germany deutschland france italia espana asdf asdfgh qwer qwert qwerty qwertz azerty yxcv zxcv
  zxcvbn zxcvbnm uiop hjkl fghj whatever nothing something everything anything never always trustno1 abcd abcdef`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Neighbouring keys of common keyboards, and the alphabet: four in a row, in either direction, are no surprise. */
export const ROWS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'qazwsxedcrfvtgbyhnujmikolp',
];
