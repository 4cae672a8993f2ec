namespace RewardServer.Remote;

/// <summary>How a remote server is asked for text.</summary>
internal enum RemoteProtocol
{
    /// <summary><c>/completions</c> with a prompt of token ids: the layout is rendered here, and client text cannot become a control token.</summary>
    Completions,

    /// <summary><c>/chat/completions</c> with the messages as they are: the layout is the server's.</summary>
    Chat,
}
