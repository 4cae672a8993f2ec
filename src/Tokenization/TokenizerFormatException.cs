namespace RewardServer.Tokenization;

/// <summary>A tokenizer folder cannot be used: a file is missing, malformed, or asks for something that is not built here.</summary>
public sealed class TokenizerFormatException : Exception
{
    /// <summary>A file that cannot be used.</summary>
    /// <param name="source">The file or folder, and where in it (a key or a line).</param>
    /// <param name="problem">What is wrong, and what to do where that is known.</param>
    /// <param name="inner">What found it, if anything did.</param>
    public TokenizerFormatException(string source, string problem, Exception? inner = null)
        : base($"{source}: {problem}", inner)
    {
    }
}
