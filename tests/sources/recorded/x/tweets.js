window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "edit_info" : { "initial" : { "editTweetIds" : [ "9001" ], "editableUntil" : "2026-03-02T10:15:00.000Z", "editsRemaining" : "5", "isEditEligible" : true } },
      "retweeted" : false,
      "source" : "<a href=\"https://mobile.twitter.com\" rel=\"nofollow\">Twitter Web App</a>",
      "entities" : {
        "hashtags" : [ ],
        "symbols" : [ ],
        "user_mentions" : [ { "name" : "Bob Baker", "screen_name" : "bobbaker", "indices" : [ "0", "9" ], "id_str" : "2002", "id" : "2002" } ],
        "urls" : [ { "url" : "https://t.co/abc", "expanded_url" : "https://allies.example/seeds", "display_url" : "allies.example/seeds", "indices" : [ "30", "46" ] } ]
      },
      "display_text_range" : [ "0", "46" ],
      "favorite_count" : "1",
      "id_str" : "9001",
      "truncated" : false,
      "retweet_count" : "0",
      "id" : "9001",
      "created_at" : "Mon Mar 02 09:15:00 +0000 2026",
      "favorited" : false,
      "full_text" : "@bobbaker Seeds &amp; soil, see https://t.co/abc",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "entities" : {
        "user_mentions" : [ { "name" : "Charlie Cook", "screen_name" : "ccook", "indices" : [ "0", "6" ], "id_str" : "3003", "id" : "3003" } ],
        "urls" : [ ]
      },
      "in_reply_to_status_id_str" : "8000",
      "in_reply_to_user_id_str" : "3003",
      "in_reply_to_screen_name" : "ccook",
      "id_str" : "9002",
      "created_at" : "Tue Mar 03 10:00:00 +0000 2026",
      "full_text" : "@ccook Which beans?",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "entities" : { "user_mentions" : [ ], "urls" : [ ] },
      "in_reply_to_status_id_str" : "9001",
      "in_reply_to_user_id_str" : "1001",
      "in_reply_to_screen_name" : "alice_archer",
      "id_str" : "9003",
      "created_at" : "Tue Mar 03 11:00:00 +0000 2026",
      "full_text" : "And it rained.",
      "lang" : "en"
    }
  },
  {
    "tweet" : {
      "entities" : {
        "user_mentions" : [ { "name" : "Bob Baker", "screen_name" : "bobbaker", "indices" : [ "3", "12" ], "id_str" : "2002", "id" : "2002" } ],
        "urls" : [ ]
      },
      "id_str" : "9004",
      "created_at" : "Wed Mar 04 10:00:00 +0000 2026",
      "full_text" : "RT @bobbaker: My beans came up.",
      "lang" : "en"
    }
  },
  {
    "tweet" : { "id_str" : "9005", "created_at" : "once upon a time", "full_text" : "When?" }
  }
]
