namespace RewardServer.Training.Tasks;

/// <summary>The four operations of the generated problems, all on non-negative whole numbers.</summary>
internal enum Operator
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b, only where a &gt;= b.</summary>
    Subtract,

    /// <summary>a * b.</summary>
    Multiply,

    /// <summary>a / b, only where it is exact.</summary>
    Divide,
}
