//! What the page weighs that mails are composed in: all that comes before a person can write, but for the wasms, which
//! come beside. The editor's formatting, the console and the like are loaded when they are wanted, and are not in it.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::Shell;

use crate::{
    web,
    weight::{self, Load},
};

/// The built pages, and the one that composes.
const FOLDER: &str = "web/site/dist";
const PAGE: &str = "index.html";

/// Where the figure stands for those who put the elements into their own pages.
const README: &str = "web/elements/README.md";

pub(crate) fn check(shell: &Shell) -> Result<()> {
    web::build(shell)?;
    let folder = shell.current_dir().join(FOLDER);
    let page = folder.join(PAGE);
    let mut files = named(&shell.read_file(&page)?, &folder);
    ensure!(!files.is_empty(), "{PAGE} names no scripts");
    files.push(page);
    let load = Load {
        what: "the page that composes, without its wasms",
        readme: README,
        files,
        most: 150,
    };
    weight::check(shell, &[load])
}

/// The scripts and style sheets that a page names: its own, and those that the bundler has it load ahead because these
/// import them.
fn named(page: &str, folder: &Path) -> Vec<PathBuf> {
    let names = page.split('"').filter_map(|text| text.strip_prefix("./"));
    let loaded = names.filter(|name| {
        let kind = Path::new(name).extension();
        kind.is_some_and(|kind| kind == "js" || kind == "css")
    });
    loaded.map(|name| folder.join(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_count_and_links_and_icons_do_not() {
        let page = r#"<link rel="icon" href="./favicon.svg" />
            <script type="module" crossorigin src="./assets/index-a.js"></script>
            <link rel="modulepreload" crossorigin href="./assets/b.js">
            <link rel="stylesheet" crossorigin href="./assets/c.css">
            <a href="learn.html">Learn</a>"#;
        let found = named(page, Path::new("dist"));
        let expected = [
            "dist/assets/index-a.js",
            "dist/assets/b.js",
            "dist/assets/c.css",
        ];
        assert_eq!(found, expected.map(PathBuf::from));
    }
}
