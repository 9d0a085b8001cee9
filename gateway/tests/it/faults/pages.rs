//! Pages that die at every step of a mail. The server gets what they had said and not an octet more,
//! so that no mail is taken for whole that was not.

use tokio::sync::oneshot;

use super::{Fault, Ground, fault};
use crate::support::{
    mail::{GREETING, MAIL, answers, takes},
    page::Page,
};

#[derive(Clone, Copy, Debug)]
enum Death {
    /// The page is left: its browser says goodbye.
    Close,
    /// Its program is ended: the connection ends without a word.
    Cut,
    /// Its machine answers nothing any more but resets.
    Reset,
}

const DEATHS: [Death; 3] = [Death::Close, Death::Cut, Death::Reset];

impl Death {
    async fn comes(self, page: Page) {
        match self {
            Self::Close => page.leave().await,
            Self::Cut => drop(page),
            Self::Reset => page.reset(),
        }
    }
}

fn before_open(death: Death) -> Fault {
    fault(format!("{death:?} before open"), async move |ground| {
        death.comes(ground.page().await).await;
    })
}

fn before_the_greeting(death: Death) -> Fault {
    fault(
        format!("{death:?} before the greeting"),
        async move |ground| {
            let (dialled, accepted) = oneshot::channel();
            let server = ground.server(|mut line| async move {
                dialled.send(()).unwrap();
                line.hear_rest().await
            });
            let mut page = ground.opening("faulty").await;
            page.send(MAIL[0].0).await;
            accepted.await.unwrap();
            death.comes(page).await;
            assert_eq!(server.await.unwrap(), b"");
        },
    )
}

/// A page that dies when this many steps are done.
fn behind(steps: usize, death: Death) -> Fault {
    fault(
        format!("{death:?} behind {steps} steps"),
        async move |ground| {
            let server = ground.server(move |mut line| async move {
                line.say(GREETING).await;
                answers(&mut line, steps).await;
                line.hear_rest().await
            });
            let mut page = ground.greeted().await;
            takes(&mut page, steps).await;
            death.comes(page).await;
            assert_eq!(server.await.unwrap(), b"");
        },
    )
}

#[tokio::test]
async fn a_page_that_dies_at_any_step() {
    let mut faults = Vec::new();
    for death in DEATHS {
        faults.extend([before_open(death), before_the_greeting(death)]);
        faults.extend((0..=MAIL.len()).map(|steps| behind(steps, death)));
    }
    Ground::new("").await.holds(&faults).await;
}
