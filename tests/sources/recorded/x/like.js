window.YTD.like.part0 = [
  { "like" : { "tweetId" : "1", "fullText" : "Beans", "expandedUrl" : "https://twitter.com/i/web/status/1" } }
]
