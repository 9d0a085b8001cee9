//! The picture: a panel for each measure, a pair of bars for each bridge.

use super::{
    bridge::{BASELINE, BRIDGES, Bridge, OURS},
    measure::Measure,
    results::Results,
    security::Security,
};

/// Pixels: the names on the left, the bars, the numbers behind them.
const NAMES: f64 = 120.0;
const BARS: f64 = 250.0;
const NUMBERS: f64 = 90.0;
const PANEL: f64 = NAMES + BARS + NUMBERS;

/// Pixels: one bar, one bridge, the head of a panel.
const BAR: f64 = 9.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 34.0;

/// Panels beside one another.
const COLUMNS: usize = 2;

/// A bar that is longer than so many times the baseline's is cut, and its number says the rest.
const LONGEST: f64 = 3.0;

/// Colours that can be read on white and on black.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#777}.head{font-weight:600;font-size:13px}\
    .ours{fill:#0a7f5a}.other{fill:#8a8f98}.tls{opacity:.55}.mark{stroke:#c33;stroke-dasharray:3 3}";

pub(super) fn picture(results: &Results) -> String {
    let height = HEAD + ROW * BRIDGES.len() as f64 + 16.0;
    let lines = Measure::ALL.len().div_ceil(COLUMNS);
    let (width, total) = (PANEL * COLUMNS as f64, height * lines as f64 + 20.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {total}\" role=\"img\">\n\
         <title>The gateway beside other bridges</title>\n<style>{STYLE}</style>\n"
    );
    for (place, measure) in Measure::ALL.into_iter().enumerate() {
        let x = PANEL * (place % COLUMNS) as f64;
        let y = height * (place / COLUMNS) as f64;
        svg.push_str(&format!("<g transform=\"translate({x} {y})\">\n"));
        svg.push_str(&panel(results, measure));
        svg.push_str("</g>\n");
    }
    svg.push_str(&format!(
        "<text x=\"8\" y=\"{}\">strong: plain to the mail server; pale: TLS; dashed: {BASELINE}, plain</text>\n</svg>\n",
        total - 8.0
    ));
    svg
}

fn panel(results: &Results, measure: Measure) -> String {
    let better = if measure.more_is_better() {
        "longer"
    } else {
        "shorter"
    };
    let mut panel = format!(
        "<text class=\"head\" x=\"8\" y=\"20\">{}, {} ({better} is better)</text>\n",
        measure.name(),
        measure.unit()
    );
    let Some(baseline) = results.median(BASELINE, Security::Clear, measure) else {
        return panel;
    };
    let scale = BARS / (LONGEST * baseline);
    for (row, bridge) in BRIDGES.iter().enumerate() {
        let y = HEAD + ROW * row as f64;
        panel.push_str(&format!(
            "<text x=\"8\" y=\"{}\">{}</text>\n",
            y + 13.0,
            bridge.name
        ));
        for (half, security) in Security::ALL.into_iter().enumerate() {
            let y = y + BAR * half as f64 + half as f64;
            let value = results.median(bridge.name, security, measure);
            panel.push_str(&value.map_or_else(String::new, |value| {
                bar(bridge, security, measure, value, scale, y)
            }));
        }
    }
    let mark = NAMES + baseline * scale;
    let bottom = HEAD + ROW * BRIDGES.len() as f64;
    panel.push_str(&format!(
        "<line class=\"mark\" x1=\"{mark:.0}\" x2=\"{mark:.0}\" y1=\"{HEAD}\" y2=\"{bottom}\"/>\n"
    ));
    panel
}

fn bar(
    bridge: &Bridge,
    security: Security,
    measure: Measure,
    value: f64,
    scale: f64,
    y: f64,
) -> String {
    let length = (value * scale).clamp(1.0, BARS);
    let whose = if OURS.contains(&bridge.name) {
        "ours"
    } else {
        "other"
    };
    let pale = match security {
        Security::Clear => "",
        Security::Tls => " tls",
    };
    format!(
        "<rect class=\"{whose}{pale}\" x=\"{NAMES}\" y=\"{y}\" width=\"{length:.0}\" height=\"{BAR}\"/>\
         <text x=\"{:.0}\" y=\"{}\" style=\"font-size:10px\">{}</text>\n",
        NAMES + length + 4.0,
        y + BAR,
        measure.show(value)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_number_until_it_is_cut() {
        let mut results = Results::default();
        for (bridge, value) in BRIDGES.iter().zip([10.0, 20.0, 10.0, 10.0, 990.0, 10.0]) {
            results.add(bridge, Security::Clear, Measure::Median, value);
        }
        let picture = picture(&results);
        let bars = |width: &str| picture.matches(&format!("width=\"{width}\"")).count();
        assert_eq!(
            (bars("83"), bars("167"), bars("250")),
            (4, 1, 1),
            "{picture}"
        );
        assert!(picture.contains(">990<"), "{picture}");
    }
}
