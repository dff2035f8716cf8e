namespace Swarm.Pester.Tests;

/// <summary>The other half.</summary>
public sealed class SecondHalfTests
{
    [PesterHalf(1)]
    public void Pester(PesterResult result) => Assert.True(result.Result == "Passed", result.Message);
}
