window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "5005",
      "messages" : [
        { "messageCreate" : { "reactions" : [ ], "urls" : [ ], "text" : "Who has a barrow?", "mediaUrls" : [ ], "senderId" : "3003", "id" : "7003", "createdAt" : "2026-03-06T08:00:00.000Z" } },
        { "joinConversation" : { "initiatingUserId" : "3003", "participantsSnapshot" : [ "1001", "2002", "3003" ], "createdAt" : "2026-03-06T07:59:00.000Z" } }
      ]
    }
  }
]
