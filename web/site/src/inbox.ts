import "wsmtp-elements";
