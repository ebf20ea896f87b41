"""Places (地方): 街道 ▸ 社区/村 ▸ 小区/自然村 ▸ 楼栋 ▸ 户, one tree, plain columns."""
