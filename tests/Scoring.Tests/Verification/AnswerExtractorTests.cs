using CsCheck;
using RewardServer.Scoring.Verification;

namespace RewardServer.Scoring.Tests.Verification;

public sealed class AnswerExtractorTests
{
    private static readonly string[] Pieces =
        ["\\boxed", "{", "}", "$", "\\", "####", "answer is", " ", "\n", ".", "7", "-", ",", "\\(", "\\)", "a", "é", "\\left\\{"];

    [Theory]
    [InlineData(@"first \boxed{1}, then \boxed{42}.", "42")]
    [InlineData(@"so \boxed{\frac{1}{2}}", @"\frac{1}{2}")]
    [InlineData(@"so \fbox{7}", "7")]
    [InlineData(@"\boxed{5} and \boxed{never closes", "5")]
    [InlineData(@"\boxed{\boxed{4}}", "4")]
    [InlineData(@"\boxed {6}", "6")]
    [InlineData(@"$\boxed 5$", "5")]
    [InlineData(@"\boxed{\left\{1,2\right\}}", @"\left\{1,2\right\}")]
    [InlineData(@"stray } \boxed{3} { {", "3")]
    public void Last_box_that_closes(string response, string answer) => Check(response, answer, ExtractionRules.Boxed);

    [Theory]
    [InlineData("The final answer is 12.", "12")]
    [InlineData("The answer is 3. I checked: the answer is 4.", "4")]
    [InlineData("Therefore, the final answer is: $x = \\frac12$. I hope it is correct.", "x = \\frac12")]
    [InlineData("**Answer:** 3.5", "3.5")]
    [InlineData("Final Answer:\n\n42", "42")]
    [InlineData("The answer is 90 degrees.", "90 degrees")]
    [InlineData("The answer is $5.", "$5")]
    [InlineData("The answer is 42 because every apple was counted once", "42")]
    [InlineData("The answer is (B).", "(B)")]
    public void What_is_announced(string response, string answer) => Check(response, answer, ExtractionRules.FinalAnswer);

    [Theory]
    [InlineData("5+5=10\n#### 10", "10")]
    [InlineData("#### 1\nagain\n#### 1,234\n", "1,234")]
    public void Hashes(string response, string answer) => Check(response, answer, ExtractionRules.Hashes);

    [Theory]
    [InlineData("x = 3", "x = 3")]
    [InlineData("[45 degrees]", "[45 degrees]")]
    [InlineData(@"$\frac{5}{6}$", @"$\frac{5}{6}$")]
    public void Whole_response(string response, string answer) => Check(response, answer, ExtractionRules.Whole);

    [Theory]
    [InlineData("The result is $3$", "3", ExtractionRules.LastFormula)]
    [InlineData(@"It follows that \(x^2\) holds", "x^2", ExtractionRules.LastFormula)]
    [InlineData("It follows that \\[ x^3 \\]", "x^3", ExtractionRules.LastFormula)]
    [InlineData("From $a+b$ we get 7 in the end", "7", ExtractionRules.LastNumber)]
    [InlineData("First try [30], second try [45].", "45", ExtractionRules.LastNumber)]
    [InlineData("It costs $1,234.50 in total", "$1,234.50", ExtractionRules.LastNumber)]
    [InlineData("that would be -3/4 of it", "-3/4", ExtractionRules.LastNumber)]
    [InlineData("so 5-3 apples", "3", ExtractionRules.LastNumber)]
    [InlineData("a rise of .5% a year", ".5%", ExtractionRules.LastNumber)]
    [InlineData("the list 1,2,3 has them", "3", ExtractionRules.LastNumber)]
    public void Fallbacks(string response, string answer, ExtractionRules rule) => Check(response, answer, rule);

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("no number in this sentence")]
    public void Nothing_found(string? response) => Assert.Null(AnswerExtractor.Extract(response));

    [Fact]
    public void Only_the_named_rules_are_used()
    {
        Assert.Null(AnswerExtractor.Extract("just 42", ExtractionRules.Boxed));
        Assert.Null(AnswerExtractor.Extract(@"start \boxed{never closes", ExtractionRules.Boxed));
        Assert.Equal("42", AnswerExtractor.Extract("just 42", ExtractionRules.LastNumber)?.Text);
    }

    [Fact]
    public void Any_text_is_survived_and_what_is_found_stands_in_it() =>
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 60]
            .Select(string.Concat)
            .Sample(text => AnswerExtractor.Extract(text) is not { } found || text.Contains(found.Text, StringComparison.Ordinal));

    private static void Check(string response, string answer, ExtractionRules rule) =>
        Assert.Equal(new ExtractedAnswer(answer, rule), AnswerExtractor.Extract(response));
}
