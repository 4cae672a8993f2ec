namespace RewardServer.Tokenization.Decoding;

/// <summary>One step of decoding: gets the texts of tokens one by one and passes on what becomes of them.</summary>
internal abstract class DecodingStage
{
    public abstract void Append(string token, Action<string> pass);

    /// <summary>Ends the text: passes on what was held back, and begins anew.</summary>
    public virtual void Finish(Action<string> pass)
    {
    }
}
