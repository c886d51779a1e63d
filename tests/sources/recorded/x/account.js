window.YTD.account.part0 = [ {
  "account" : {
    "email" : "alice@allies.example",
    "createdVia" : "web",
    "username" : "alice_archer",
    "accountId" : "1001",
    "createdAt" : "2012-11-15T13:18:50.000Z",
    "accountDisplayName" : "Alice Archer"
  }
} ]
