using System.Reflection;
using Swarm.Core.Errors;

namespace Swarm.Core.Tests.Errors;

public sealed class ErrorCodeTests
{
    private static readonly ErrorCode[] Codes =
        [.. typeof(ErrorCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ErrorCode>()];

    [Fact]
    public void Every_code_is_found_by_its_name() => Assert.All(Codes, code => Assert.Same(code, ErrorCode.Find(code.Name)));

    [Fact]
    public void No_two_codes_share_a_name() => Assert.Equal(Codes.Length, Codes.Select(code => code.Name).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void An_unknown_name_is_unexpected() => Assert.Same(ErrorCode.Unexpected, ErrorCode.Find("FROM_THE_FUTURE"));

    [Theory]
    [InlineData(ErrorCategory.Unexpected, 1)]
    [InlineData(ErrorCategory.InvalidInput, 2)]
    [InlineData(ErrorCategory.VerificationFailed, 3)]
    [InlineData(ErrorCategory.Backend, 4)]
    [InlineData(ErrorCategory.RestoreFailed, 5)]
    [InlineData(ErrorCategory.PolicyViolation, 6)]
    [InlineData(ErrorCategory.StepFailed, 7)]
    public void A_category_is_its_exit_code(ErrorCategory category, int exitCode) =>
        Assert.Equal(exitCode, new SwarmException(new ErrorCode("X", category), "x").ExitCode);

    [Fact]
    public void A_message_is_one_line_whatever_it_quotes() =>
        Assert.Equal("'a b [31mc' is no label.", new SwarmException(ErrorCode.SpecInvalid, "'a\nb\u001b[31mc' is no label.").Message);
}
