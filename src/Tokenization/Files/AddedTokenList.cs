namespace RewardServer.Tokenization.Files;

/// <summary>Makes one list of added tokens from all that name some, and checks it against the vocabulary.</summary>
internal static class AddedTokenList
{
    /// <summary>
    /// A definition whose added tokens include those of the configuration. A token that any of the files calls special is special;
    /// a token of the vocabulary that the configuration calls special becomes an added one.
    /// </summary>
    public static TokenizerDefinition Complete(TokenizerDefinition definition, TokenizerConfig config)
    {
        var byContent = new Dictionary<string, AddedToken>();
        foreach (var token in definition.AddedTokens)
        {
            if (!byContent.TryAdd(token.Content, token))
                throw Conflict(token, $"\"{token.Content}\" is there twice");
        }
        foreach (var token in config.AddedTokens)
        {
            byContent.TryAdd(token.Content, token);
            if (byContent[token.Content].Id != token.Id)
                throw Conflict(token, $"\"{token.Content}\" is {byContent[token.Content].Id} elsewhere");
            if (token.IsSpecial)
                byContent[token.Content] = byContent[token.Content] with { IsSpecial = true };
        }
        foreach (var content in config.SpecialContents)
            MarkSpecial(content, definition, byContent);

        var tokens = byContent.Values.OrderBy(t => t.Id).ToArray();
        Check(tokens, definition);
        return definition with { AddedTokens = tokens };
    }

    private static void MarkSpecial(string content, TokenizerDefinition definition, Dictionary<string, AddedToken> byContent)
    {
        if (byContent.TryGetValue(content, out var added))
            byContent[content] = added with { IsSpecial = true };
        else if (content.Length > 0 && definition.Model.Vocabulary.Find(content) is { } id)
            byContent[content] = new AddedToken(id, content) { IsSpecial = true };
    }

    private static void Check(AddedToken[] tokens, TokenizerDefinition definition)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            if (i > 0 && tokens[i - 1].Id == token.Id)
                throw Conflict(token, $"the id belongs to both \"{tokens[i - 1].Content}\" and \"{token.Content}\"");
            if (definition.Model.Vocabulary.Find(token.Content) is { } id && id != token.Id)
                throw Conflict(token, $"\"{token.Content}\" is {id} in the vocabulary");
            if (definition.Model.Vocabulary.ContentOf(token.Id) is { } content && content != token.Content)
                throw Conflict(token, $"the id is \"{content}\" in the vocabulary and \"{token.Content}\" here");
        }
        var known = tokens.Select(t => t.Id).ToHashSet();
        foreach (var id in TemplateIds(definition))
        {
            if (!known.Contains(id) && definition.Model.Vocabulary.ContentOf(id) is null)
                throw new TokenizerFormatException("post_processor", $"no token has the id {id}");
        }
    }

    private static IEnumerable<int> TemplateIds(TokenizerDefinition definition)
    {
        var pair = definition.Pair ?? PairTemplate.None;
        var ofPair = pair.Start.Concat(pair.Middle).Concat(pair.End).Select(token => token.Id);
        return definition.Template.Start.Concat(definition.Template.End).Concat(ofPair);
    }

    private static TokenizerFormatException Conflict(AddedToken token, string problem) => new($"added token {token.Id}", problem);
}
