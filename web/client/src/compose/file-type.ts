/** What nothing is known of (RFC 2046 section 4.5.1). */
export const UNKNOWN = "application/octet-stream";

/** What people attach: each media type with the endings of its files, the usual one first. */
const TYPES = `
application/epub+zip epub
application/gzip gz tgz
application/java-archive jar
application/json json map
application/msword doc dot
application/ogg ogx
application/pdf pdf
application/pgp-encrypted pgp
application/pgp-keys asc
application/pgp-signature sig
application/pkcs7-mime p7m p7c
application/pkcs7-signature p7s
application/pkix-cert cer
application/postscript ps ai eps
application/rtf rtf
application/sql sql
application/vnd.apple.keynote key
application/vnd.apple.numbers numbers
application/vnd.apple.pages pages
application/vnd.android.package-archive apk
application/vnd.google-earth.kml+xml kml
application/vnd.ms-excel xls xlt
application/vnd.ms-outlook msg
application/vnd.ms-powerpoint ppt pps pot
application/vnd.oasis.opendocument.graphics odg
application/vnd.oasis.opendocument.presentation odp
application/vnd.oasis.opendocument.spreadsheet ods
application/vnd.oasis.opendocument.text odt
application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
application/vnd.openxmlformats-officedocument.presentationml.slideshow ppsx
application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
application/vnd.openxmlformats-officedocument.wordprocessingml.template dotx
application/vnd.rar rar
application/wasm wasm
application/x-7z-compressed 7z
application/x-bzip2 bz2
application/x-sh sh
application/x-sqlite3 sqlite db
application/x-tar tar
application/x-xz xz
application/xhtml+xml xhtml
application/xml xml xsl
application/yaml yaml yml
application/zip zip
application/zstd zst
audio/aac aac
audio/flac flac
audio/midi mid midi
audio/mp4 m4a
audio/mpeg mp3
audio/ogg ogg oga opus
audio/wav wav
audio/webm weba
font/otf otf
font/ttf ttf
font/woff woff
font/woff2 woff2
image/apng apng
image/avif avif
image/bmp bmp
image/gif gif
image/heic heic
image/heif heif
image/jpeg jpg jpeg jpe
image/jxl jxl
image/png png
image/svg+xml svg svgz
image/tiff tif tiff
image/vnd.adobe.photoshop psd
image/vnd.microsoft.icon ico
image/webp webp
message/rfc822 eml mht mhtml
text/calendar ics ifb
text/css css
text/csv csv
text/html html htm
text/javascript js mjs
text/markdown md markdown
text/plain txt text log conf def list ini
text/tab-separated-values tsv
text/vcard vcf vcard
text/vtt vtt
video/3gpp 3gp
video/mp4 mp4 m4v
video/mpeg mpeg mpg
video/ogg ogv
video/quicktime mov qt
video/webm webm
video/x-matroska mkv
video/x-msvideo avi
`;

const ENDINGS = TYPES.trim()
  .split("\n")
  .map((line) => line.split(" "));

const TYPE_OF = new Map(
  ENDINGS.flatMap(([type = UNKNOWN, ...endings]) => endings.map((ending) => [ending, type])),
);

const ENDING_OF = new Map(ENDINGS.map(([type = UNKNOWN, ending = "bin"]) => [type, ending]));

/** The media type of a file by the ending of its name. */
export function typeOfFile(filename: string): string {
  const ending = filename.slice(filename.lastIndexOf(".") + 1).toLowerCase();
  return TYPE_OF.get(ending) ?? UNKNOWN;
}

/** The ending, without the dot, for files of a type, given without parameters. */
export function endingOf(essence: string): string {
  return ENDING_OF.get(essence) ?? (essence.startsWith("text/") ? "txt" : "bin");
}
