import "wsmtp/worker.js";
