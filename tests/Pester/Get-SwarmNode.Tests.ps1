BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $forks = $base | Copy-SwarmRun -Label one, two
}
AfterAll { Exit-Scene }

Describe 'Get-SwarmNode' {
    It 'lists all in the order of their making' { (Get-SwarmNode).Label | Should -Be base, one, two }

    It 'gives one by whatever names it' {
        (Get-SwarmNode one).NodeId | Should -Be $forks[0].NodeId
        (Get-SwarmNode $base.RunId).NodeId | Should -Be $base.NodeId
        ($forks | Get-SwarmNode).Label | Should -Be one, two
        (Get-SwarmNode -Label two).Label | Should -Be two
    }

    It 'suggests the labels that are there' {
        Get-SwarmNode three -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].Exception.Message | Should -BeLike "*'one'*"
    }

    It 'completes labels and ids' {
        (TabExpansion2 'Get-SwarmNode t' -cursorColumn 15).CompletionMatches.CompletionText | Should -Be two
        (TabExpansion2 'Get-SwarmNode node-' -cursorColumn 19).CompletionMatches.CompletionText | Should -Contain $base.NodeId
    }

    It 'says what each completion is' {
        (TabExpansion2 'Get-SwarmNode TW' -cursorColumn 16).CompletionMatches.ToolTip | Should -Match '^node-\w+, (succeeded|fork), (just now|\d+ min ago)$'
        $match = (TabExpansion2 'Get-SwarmNode node-' -cursorColumn 19).CompletionMatches | Where-Object CompletionText -EQ $base.NodeId
        $match.ToolTip | Should -Match "^$($base.Label), succeeded, (just now|\d+ min ago)$"
    }

    It 'completes nothing, and without an error, where there is no store' {
        $count = $Error.Count
        (TabExpansion2 'Get-SwarmNode -Root TestDrive:/ -Node ba' -cursorColumn 39).CompletionMatches | Where-Object CompletionText -EQ base | Should -BeNullOrEmpty
        $Error.Count | Should -Be $count
    }
}
