//! The pages are embedded, so a new build of them is a new build of the gateway.

fn main() {
    // A path that does not exist would count as changed every time.
    let paths = ["../web/site/dist", "../web/site", "../web"];
    if let Some(path) = paths
        .into_iter()
        .find(|path| std::path::Path::new(path).exists())
    {
        println!("cargo:rerun-if-changed={path}");
    }
}
