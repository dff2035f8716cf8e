BeforeAll {
    . (Join-Path $PSScriptRoot Scene.ps1)
    Enter-Scene
    $base = New-Base
    $bold = $base | Resume-SwarmRun -Label bold { 'bold' > label.txt; New-Item -ItemType Directory docs | Out-Null; 'new' > docs/new.txt }
    $base | Export-SwarmWorkspace -Destination ./clone | Out-Null
}
AfterAll { Exit-Scene }

Describe 'Merge-SwarmWorkspace' {
    It 'tells with -WhatIf what would change, and changes nothing' {
        "$(Merge-SwarmWorkspace bold ./clone -WhatIf)" | Should -Be 'added docs/new.txt changed label.txt'
        Get-Content clone/label.txt | Should -Be base
        Get-ChildItem clone -Force | ForEach-Object Name | Sort-Object | Should -Be label.txt, readme.txt
    }

    It 'makes the changes that are asked for' {
        ($bold | Merge-SwarmWorkspace -Destination ./clone -Path docs).Path | Should -Be docs/new.txt
        Get-Content clone/docs/new.txt | Should -Be new
        Get-Content clone/label.txt | Should -Be base
    }

    It 'refuses what is not as in the base' {
        Merge-SwarmWorkspace bold ./clone -ErrorVariable failure -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $failure[0].FullyQualifiedErrorId | Should -BeLike 'SwarmWorkspaceConflict,*'
        $failure[0].Exception.Message | Should -BeLike "*'docs/new.txt' is there already*"
        Get-Content clone/label.txt | Should -Be base
    }

    It 'makes all changes' {
        Remove-Item clone/docs -Recurse
        (Merge-SwarmWorkspace bold ./clone -Base $base).Count | Should -Be 2
        Get-Content clone/label.txt | Should -Be bold
    }
}
