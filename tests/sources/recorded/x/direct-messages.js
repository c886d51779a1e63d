window.YTD.direct_messages.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "1001-2002",
      "messages" : [
        { "messageCreate" : { "recipientId" : "1001", "reactions" : [ ], "urls" : [ ], "text" : "Is Saturday still fine?", "mediaUrls" : [ ], "senderId" : "2002", "id" : "7002", "createdAt" : "2026-03-05T18:30:00.000Z", "editHistory" : [ ] } },
        { "messageCreate" : { "recipientId" : "2002", "reactions" : [ ], "urls" : [ ], "text" : "Bring the spade.", "mediaUrls" : [ ], "senderId" : "1001", "id" : "7001", "createdAt" : "2026-03-05T18:00:00.000Z", "editHistory" : [ ] } }
      ]
    }
  }
]
