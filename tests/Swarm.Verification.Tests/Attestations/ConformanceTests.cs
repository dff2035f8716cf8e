using Swarm.Core.Errors;
using Swarm.Verification.Attestations;
using Swarm.Verification.Tests.Support;

namespace Swarm.Verification.Tests.Attestations;

public sealed class ConformanceTests
{
    public static TheoryData<string> Names => [.. SigstoreVectors.ListNames()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_vector_gives_the_expected_answer_as_a_file_and_as_a_digest(string name)
    {
        var vector = SigstoreVectors.Require(name);
        AttestationTrust trust;
        try
        {
            trust = vector.Trust;
        }
        catch (SwarmException exception)
        {
            Assert.True(vector.MustFail, exception.Message);
            return;
        }

        foreach (var subject in new[] { vector.File, vector.Hash })
        {
            var verdict = AttestationVerifier.Verify(vector.Bundle, subject, trust);
            TestContext.Current.TestOutputHelper?.WriteLine(verdict.Reason);
            Assert.True(verdict.IsValid != vector.MustFail, verdict.Reason);
        }
    }
}
