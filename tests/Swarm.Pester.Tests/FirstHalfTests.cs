namespace Swarm.Pester.Tests;

/// <summary>The first half of Pester's tests. Classes run side by side.</summary>
public sealed class FirstHalfTests
{
    [PesterHalf(0)]
    public void Pester(PesterResult result) => Assert.True(result.Result == "Passed", result.Message);
}
